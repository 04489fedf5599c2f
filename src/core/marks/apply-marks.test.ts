// Marks and the ground truth, worked by hand, and what judging makes of them.
import { describe, expect, it } from 'vitest';
import type { GroundTruth } from '../matching/detection.ts';
import { judgeImage } from '../matching/match.ts';
import { applyMarks, marksByImage, objectsToAdd, withoutRepeats } from './apply-marks.ts';
import { countMarks, describeMarks } from './count-marks.ts';
import type { Mark, MarkKind } from './mark.ts';

const CLASSES = ['cell', 'dot'];

let made = 0;
function mark(kind: MarkKind, sides: readonly number[], className = 'cell', imageId = 'a'): Mark {
  const [x1, y1, x2, y2] = sides as [number, number, number, number];
  return { markId: `m${++made}`, createdAt: '', kind, imageId, box: { x1, y1, x2, y2 }, className };
}

const labelled: GroundTruth = { box: { x1: 10, y1: 10, x2: 50, y2: 50 }, classIndex: 0, area: 1600 };

describe('applyMarks', () => {
  it('adds an object that counts, a crowd, and nothing', () => {
    const marks = [
      mark('missing-label', [60, 10, 80, 40], 'dot'),
      mark('ignore-region', [0, 60, 30, 70]),
      mark('hard-negative', [5, 5, 9, 9]),
    ];
    expect(applyMarks([labelled], marks, CLASSES)).toEqual([
      labelled,
      { box: { x1: 60, y1: 10, x2: 80, y2: 40 }, classIndex: 1, area: 600 },
      { box: { x1: 0, y1: 60, x2: 30, y2: 70 }, classIndex: 0, area: 300, ignore: 'crowd' },
    ]);
  });

  it('finds the class by its name, whatever the order, and passes over one that is not there', () => {
    const marks = [
      mark('missing-label', [60, 10, 80, 40], 'dot'),
      mark('missing-label', [1, 1, 9, 9], 'blob'),
    ];
    expect(applyMarks([], marks, ['dot', 'cell'])).toMatchObject([{ classIndex: 0 }]);
  });

  it.each([
    ['the same box', [10, 10, 50, 50], 'cell', 1],
    ['each side a pixel off, as rounding may leave it', [9, 11, 51, 49], 'cell', 1],
    ['one side further off', [10, 10, 53, 50], 'cell', 2], // IoU 40 / 43
    ['another class', [10, 10, 50, 50], 'dot', 2],
  ] as const)('%s as an annotated one', (_, box, className, objects) => {
    expect(applyMarks([labelled], [mark('missing-label', box, className)], CLASSES)).toHaveLength(objects);
  });

  it('adds a box once that was marked twice, and as both where it is an object and ignored', () => {
    const twice = [mark('missing-label', [60, 10, 80, 40]), mark('missing-label', [60, 10, 80, 40.5])];
    expect(objectsToAdd([], twice, CLASSES).map((added) => added.mark)).toEqual([twice[0]]);
    expect(applyMarks([], [twice[0]!, mark('ignore-region', [60, 10, 80, 40])], CLASSES)).toHaveLength(2);
  });

  it('turns a false positive into a hit, or ignores any number of them', () => {
    const detections = [10, 11, 12].map((x1) => ({
      box: { x1, y1: 10, x2: x1 + 20, y2: 30 },
      classIndex: 0,
      score: 0.9 - x1 / 100,
    }));
    const outcomes = (marks: readonly Mark[]) =>
      judgeImage(applyMarks([], marks, CLASSES), detections, { matchIouThreshold: 0.5 }).detections.map(
        ({ outcome }) => outcome,
      );
    expect(outcomes([])).toEqual(['fp', 'fp', 'fp']);
    expect(outcomes([mark('hard-negative', [10, 10, 30, 30])])).toEqual(['fp', 'fp', 'fp']);
    expect(outcomes([mark('missing-label', [10, 10, 30, 30])])).toEqual(['tp', 'fp', 'fp']);
    expect(outcomes([mark('ignore-region', [5, 5, 40, 40])])).toEqual(['ignored', 'ignored', 'ignored']);
  });
});

it('marks are repeats only at the same place of the same image, as the same kind and class', () => {
  const known = [mark('missing-label', [1, 1, 9, 9])];
  const wanted = [
    mark('missing-label', [1, 1, 9, 9]),
    mark('hard-negative', [1, 1, 9, 9]),
    mark('missing-label', [1, 1, 9, 9], 'dot'),
    mark('missing-label', [1, 1, 9, 9], 'cell', 'b'),
    mark('missing-label', [30, 1, 39, 9]),
    mark('missing-label', [30, 1, 39, 9]),
  ];
  expect(withoutRepeats(known, wanted)).toEqual(wanted.slice(1, 5));
});

it('are grouped by image and counted by kind', () => {
  const marks = [
    mark('hard-negative', [1, 1, 9, 9], 'cell', 'b'),
    mark('hard-negative', [1, 1, 9, 9]),
    mark('hard-negative', [20, 1, 29, 9]),
    mark('missing-label', [1, 1, 9, 9]),
  ];
  expect([...marksByImage(marks)].map(([imageId, list]) => [imageId, list.length])).toEqual([
    ['b', 1],
    ['a', 3],
  ]);
  expect(countMarks(marks)).toEqual([
    { kind: 'missing-label', marks: 1, images: 1 },
    { kind: 'ignore-region', marks: 0, images: 0 },
    { kind: 'hard-negative', marks: 3, images: 2 },
  ]);
  expect(describeMarks(marks)).toBe('1 missing label and 3 hard negatives');
  expect(describeMarks([])).toBe('no marks');
});
