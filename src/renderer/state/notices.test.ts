// Tests of where notices lie: above what is read, as long as it is there.
import { expect, test } from 'vitest';
import { Notices } from './notices.svelte.ts';

const barAt = (top: number) => ({ getBoundingClientRect: () => ({ top }) as DOMRect });

test('notices stay above the highest of the bars at the lower edge, with room left for them', () => {
  const notices = new Notices();
  expect(notices.clearance(880, 120)).toBe(0);
  const release = notices.keepClear(barAt(750));
  notices.keepClear(barAt(900)); // Scrolled out of the page.
  expect(notices.clearance(880, 120)).toBe(130);
  const releaseHigh = notices.keepClear(barAt(40));
  expect(notices.clearance(880, 120)).toBe(760);
  releaseHigh();
  release();
  expect(notices.clearance(880, 120)).toBe(0);
});
