// Tests of which browser the end-to-end tests choose.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findBrowser } from './find-browser.mjs';

const world = (present, more = {}) => ({
  env: { PATH: ['/first', '/second'].join(process.platform === 'win32' ? ';' : ':') },
  platform: 'linux',
  playwright: '/playwright/chrome',
  exists: (path) => present.includes(path),
  ...more,
});

it('prefers Playwright’s own Chromium', () => {
  expect(findBrowser(world(['/playwright/chrome', join('/first', 'chromium')]))).toBe('/playwright/chrome');
});

it('takes the system’s in the order of names, then of PATH', () => {
  const present = [join('/first', 'google-chrome'), join('/second', 'chromium')];
  expect(findBrowser(world(present))).toBe(join('/second', 'chromium'));
});

it('lets BOXWRIGHT_CHROMIUM decide, if it is there', () => {
  const env = { PATH: '/first', BOXWRIGHT_CHROMIUM: '/mine' };
  expect(findBrowser(world(['/mine', '/playwright/chrome'], { env }))).toBe('/mine');
  expect(findBrowser(world(['/playwright/chrome'], { env }))).toBe('/playwright/chrome');
});

it('finds none where there is none', () => {
  expect(findBrowser(world([], { playwright: undefined }))).toBeUndefined();
});
