// Tests of picking: errors come first, everything that is drawn can be picked, labels are their boxes, clicks go on.
import { expect, test } from 'vitest';
import { judgeCandidates } from '../../core/inspection/judge-candidates.ts';
import { buildTable } from '../../core/nms/testing/build-table.ts';
import { candidateScores } from '../../core/nms/scores.ts';
import { listBoxes } from './box-list.ts';
import { boxesAt, type PickableBox, type ShownOutcome } from './box-picking.ts';
import { Overlays } from './overlays.svelte.ts';
import { PicturePointer } from './picture-pointer.svelte.ts';
import { describePick, INITIAL_SWITCHES, shownBoxes } from './shown-boxes.ts';

const SETTINGS = { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 100 };
const VIEW = { scale: 2, x: 10, y: 20 };

/** Squares from a common corner. */
const nested = (...all: readonly (readonly [ShownOutcome, number])[]): readonly PickableBox[] =>
  all.map(([outcome, size], row) => ({
    box: { x1: 0, y1: 0, x2: size, y2: size },
    picked: { kind: 'candidate', row },
    outcome,
  }));
const rowsAt = (boxes: readonly PickableBox[], at: number): readonly unknown[] =>
  boxesAt(boxes, { x: at, y: at }, 0).map(({ picked }) => (picked.kind === 'candidate' ? picked.row : null));

test('a false positive is picked before a smaller true one, and that before what was suppressed', () => {
  const boxes = nested(['suppressed', 10], ['tp', 20], ['fp', 100], ['fp', 60], ['candidate', 5]);
  expect(rowsAt(boxes, 3)).toEqual([3, 2, 1, 4, 0]);
  expect(rowsAt(boxes, 30)).toEqual([3, 2]);
});

test('a click again goes through all that lies there and begins anew; a click elsewhere begins with the first', () => {
  const boxes = nested(['tp', 20], ['fp', 100], ['fp', 60]);
  const pointer = new PicturePointer();
  let current: PickableBox['picked'] | null = null;
  const click = (x: number): unknown => {
    current = pointer.click({ x, y: 5 }, VIEW, { boxes, current });
    return current?.kind === 'candidate' ? [current.row, pointer.hint?.number, pointer.hint?.of] : null;
  };
  expect([click(5), click(6), click(5), click(5)]).toEqual([
    [2, 1, 3],
    [1, 2, 3],
    [0, 3, 3],
    [2, 1, 3],
  ]);
  expect(click(15)).toEqual([2, 1, 3]);
  expect(click(80)).toEqual([1, undefined, undefined]);
  expect(click(500)).toBeNull();
});

test('the hint goes when the pointer leaves the place, and after that the next click is a first one', () => {
  const boxes = nested(['fp', 100], ['fp', 60]);
  const pointer = new PicturePointer();
  const first = pointer.click({ x: 5, y: 5 }, VIEW, { boxes, current: null });
  pointer.over({ x: 6, y: 5 }, VIEW, boxes);
  expect(pointer.hint).toMatchObject({ number: 1, of: 2 });
  const second = pointer.click({ x: 5, y: 5 }, VIEW, { boxes, current: first });
  expect(pointer.over({ x: 6, y: 5 }, VIEW, boxes), 'what is picked is lit, not what is first').toEqual(
    second,
  );
  pointer.over({ x: 40, y: 5 }, VIEW, boxes);
  expect(pointer.hint).toBeNull();
  expect(pointer.click({ x: 5, y: 5 }, VIEW, { boxes, current: first })).toEqual(first);
});

test('a label picks its box, though other boxes lie below it and its own does not; clicked again, they follow', () => {
  const boxes = nested(['fp', 20], ['fp', 10], ['tp', 5]);
  const pointer = new PicturePointer();
  const picked = { kind: 'candidate', row: 2 } as const;
  pointer.labels = [{ picked, x: 40, y: 40, width: 60, height: 16 }];
  const point = { x: 16, y: 14 }; // At 42, 48 of the stage: on the label, and on the largest box.
  expect(pointer.over(point, VIEW, boxes)).toEqual(picked);
  expect(pointer.click(point, VIEW, { boxes, current: null })).toEqual(picked);
  pointer.labels = [];
  expect(pointer.click(point, VIEW, { boxes, current: picked })).toEqual({ kind: 'candidate', row: 0 });
  expect(pointer.click(point, VIEW, { boxes, current: { kind: 'candidate', row: 0 } })).toEqual(picked);
});

/** A false positive that suppressed a box; a weak candidate; an object that nobody found. */
function scene() {
  const table = buildTable(
    [
      { image: 0, box: [0, 0, 10, 10], score: 0.9, classIndex: 0 },
      { image: 0, box: [0, 0, 10, 11], score: 0.8, classIndex: 0 },
      { image: 0, box: [50, 0, 60, 10], score: 0.1, classIndex: 0 },
    ],
    1,
  );
  const candidates = { table, scores: candidateScores(table, {}) };
  const missed = { box: { x1: 80, y1: 0, x2: 90, y2: 10 }, classIndex: 0, area: 100 };
  return { candidates, outcomes: judgeCandidates(candidates, [missed], SETTINGS) };
}

test('what is drawn can be picked: with the switches as they are, suppressed boxes too', () => {
  const list = (switches: Partial<typeof INITIAL_SWITCHES>) =>
    shownBoxes(scene(), { ...INITIAL_SWITCHES, ...switches }).map(({ outcome }) => outcome);
  expect(list({})).toEqual(['missed', 'fp', 'suppressed']);
  expect(list({ suppressed: false })).toEqual(['missed', 'fp']);
  expect(list({ candidates: true, missed: false })).toEqual(['fp', 'suppressed', 'candidate']);
  expect(list({ fp: false, suppressed: false })).toEqual(['missed']);
});

test('muted candidates are not shown, but a picked one is drawn and listed', () => {
  const { candidates, outcomes } = scene();
  const picked = { kind: 'candidate', row: 2 } as const;
  const muted = { ...candidates, scores: Float32Array.of(0.9, 0.8, -1) };
  const all = { ...INITIAL_SWITCHES, candidates: true };
  expect(shownBoxes({ candidates: muted, outcomes }, all)).toHaveLength(3);
  const overlays = new Overlays({ candidates: muted, outcomes, picked });
  expect(overlays.boxes.at(-1)).toEqual(describePick(picked, { candidates: muted, outcomes }));
  expect(describePick({ kind: 'candidate', row: 9 }, { candidates, outcomes })).toBeNull();
});

test('a box that a switch hides is neither picked nor pointed at any more; one picked in the panel stays', () => {
  const inspected = { ...scene(), picked: { kind: 'candidate', row: 2 } as PickableBox['picked'] | null };
  const overlays = new Overlays(inspected);
  overlays.toggle('labels');
  expect(inspected.picked, 'it was hidden before').not.toBeNull();
  overlays.toggle('candidates');
  overlays.hovered = { kind: 'candidate', row: 2 };
  expect(overlays.hovered).not.toBeNull();
  overlays.toggle('candidates');
  expect(inspected.picked).toBeNull();
});

test('the list holds what the picture shows: kept or missed, then suppressed, each with its number', () => {
  const image = scene();
  const switches = { ...INITIAL_SWITCHES, suppressed: false };
  const rows = (shown: typeof switches) =>
    listBoxes(shownBoxes(image, shown), image).map((row) =>
      'heading' in row ? `${row.heading} ${row.count}` : `${row.outcome} ${row.note}`,
    );
  expect(rows(switches)).toEqual(['fp background', 'missed missed']);
  expect(rows({ ...switches, suppressed: true, candidates: true })).toEqual([
    'kept or missed 2',
    'fp background',
    'missed missed',
    'suppressed 1',
    'suppressed ',
    'other candidates 1',
    'candidate ',
  ]);
});
