// The way back that a notice offers takes back its own change, not the last one, and goes when that was undone otherwise.
import { expect, test, vi } from 'vitest';
import type { NewMark } from '../../core/marks/mark.ts';
import { createMemoryClient } from '../testing/in-memory-client.ts';
import { blobDataset } from '../testing/blob-dataset.ts';
import { Marks } from './marks.svelte.ts';
import { Notices } from './notices.svelte.ts';
import { undoMarks } from './undo-marks.ts';

const mark = (x1: number): NewMark => ({
  kind: 'missing-label',
  imageId: 'a.png',
  box: { x1, y1: 0, x2: x1 + 10, y2: 10 },
  className: 'RBC',
});

function followMarks() {
  const marks = new Marks(createMemoryClient([blobDataset(4)]));
  marks.follow('blobs');
  return { marks, notices: new Notices() };
}
const lefts = (marks: Marks): number[] => marks.list.map(({ box }) => box.x1);

test('an older notice takes back its own mark', async () => {
  const { marks, notices } = followMarks();
  const first = undoMarks(notices, [await marks.add([mark(0)])]);
  undoMarks(notices, [await marks.add([mark(20)])]);
  first.run();
  await vi.waitFor(() => expect(lefts(marks)).toEqual([20]));
});

test('the way back from a removal brings the marks again', async () => {
  const { marks, notices } = followMarks();
  await marks.add([mark(0), mark(20)]);
  const removal = undoMarks(notices, [await marks.remove(marks.list.slice(0, 1))]);
  expect(lefts(marks)).toEqual([20]);
  removal.run();
  await vi.waitFor(() => expect(lefts(marks).sort()).toEqual([0, 20]));
});

test('a notice goes when its mark was undone with the keys', async () => {
  const { marks, notices } = followMarks();
  notices.done('Marked.', undoMarks(notices, [await marks.add([mark(0)])]));
  notices.done('Something else.');
  expect(notices.list).toHaveLength(2);
  await marks.step('undo');
  expect(notices.list.map(({ message }) => message)).toEqual(['Something else.']);
  expect(lefts(marks)).toEqual([]);
});
