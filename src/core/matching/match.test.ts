// The definition of a false positive: cases worked by hand, among them those that others got wrong.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Detection, GroundTruth, IgnoreReason } from './detection.ts';
import { judgeImage } from './match.ts';

type Corners = readonly [number, number, number, number];
const boxOf = ([x1, y1, x2, y2]: Corners) => ({ x1, y1, x2, y2 });
const object = (corners: Corners, classIndex = 0, ignore?: IgnoreReason): GroundTruth => ({
  box: boxOf(corners),
  classIndex,
  area: (corners[2] - corners[0]) * (corners[3] - corners[1]),
  ...(ignore && { ignore }),
});
const detection = (corners: Corners, score: number, classIndex = 0): Detection => ({
  box: boxOf(corners),
  classIndex,
  score,
});
const outcomes = (groundTruth: GroundTruth[], detections: Detection[], matchIouThreshold = 0.5) => {
  const judged = judgeImage(groundTruth, detections, { matchIouThreshold });
  return {
    detections: judged.detections.map(({ outcome }) => outcome),
    groundTruth: judged.groundTruth.map(({ outcome }) => outcome),
    took: judged.detections.map(({ groundTruth: index }) => index),
  };
};

describe('false positives that other tools lost (yolov5 #9040 and its kin)', () => {
  it('counts every detection on a background image', () => {
    expect(outcomes([], [detection([0, 0, 9, 9], 0.9), detection([20, 0, 29, 9], 0.3)]).detections).toEqual([
      'fp',
      'fp',
    ]);
  });

  it('counts detections on an image where nothing matches at all', () => {
    const result = outcomes([object([50, 50, 60, 60])], [detection([0, 0, 9, 9], 0.9)]);
    expect(result.detections).toEqual(['fp']);
    expect(result.groundTruth).toEqual(['missed']);
  });

  it('counts detections where the image has objects of other classes only', () => {
    expect(outcomes([object([0, 0, 9, 9], 1)], [detection([0, 0, 9, 9], 0.9, 0)]).detections).toEqual(['fp']);
  });

  it('counts the extra detection beside a match', () => {
    const result = outcomes(
      [object([0, 0, 10, 10])],
      [detection([0, 0, 10, 10], 0.9), detection([40, 40, 50, 50], 0.8)],
    );
    expect(result.detections).toEqual(['tp', 'fp']);
  });
});

describe('greedy matching', () => {
  it('gives the object to the better score, not to the better overlap', () => {
    const result = outcomes(
      [object([0, 0, 10, 10])],
      [detection([0, 0, 10, 10], 0.8), detection([0, 0, 10, 8], 0.9)],
    );
    expect(result.detections).toEqual(['fp', 'tp']);
  });

  it('gives the second choice to a detection whose best object is taken', () => {
    const left = object([0, 0, 10, 10]);
    const right = object([4, 0, 14, 10]);
    const result = outcomes([left, right], [detection([0, 0, 10, 10], 0.9), detection([1, 0, 11, 10], 0.8)]);
    // The second overlaps the left object by 9 / 11 and the right one by 7 / 13.
    expect(result.detections).toEqual(['tp', 'tp']);
    expect(result.took).toEqual([0, 1]);
  });

  it('accepts an IoU equal to the threshold', () => {
    const pair = [detection([0, 0, 10, 5], 0.9)];
    expect(outcomes([object([0, 0, 10, 10])], pair, 0.5).detections).toEqual(['tp']);
    expect(outcomes([object([0, 0, 10, 10])], pair, 0.51).detections).toEqual(['fp']);
    expect(outcomes([object([0, 0, 10, 5])], pair, 1).detections).toEqual(['tp']);
  });

  it('takes the later of two objects that it overlaps equally, as pycocotools does', () => {
    const twins = [object([0, 0, 10, 10]), object([0, 0, 10, 10])];
    expect(outcomes(twins, [detection([0, 0, 10, 10], 0.5)]).took).toEqual([1]);
  });

  it('keeps equal scores in the order given', () => {
    const twice = [detection([0, 0, 10, 10], 0.5), detection([0, 0, 10, 10], 0.5)];
    expect(outcomes([object([0, 0, 10, 10])], twice).detections).toEqual(['tp', 'fp']);
  });

  it('keeps what callers attach to detections', () => {
    const judged = judgeImage([], [{ ...detection([0, 0, 1, 1], 0.5), row: 7 }], { matchIouThreshold: 0.5 });
    expect(judged.detections[0]?.row).toBe(7);
  });
});

describe('ignore regions', () => {
  const crowd = object([0, 0, 100, 100], 0, 'crowd');

  it('lets a crowd swallow any number of detections by their own area', () => {
    const inside = [detection([0, 0, 10, 10], 0.9), detection([20, 0, 30, 10], 0.8)];
    const result = outcomes([crowd], inside);
    expect(result.detections).toEqual(['ignored', 'ignored']);
    expect(result.groundTruth).toEqual(['ignored']);
  });

  it('counts a detection less than half inside the crowd', () => {
    expect(outcomes([crowd], [detection([95, 0, 110, 10], 0.9)]).detections).toEqual(['fp']);
  });

  it('prefers a counted object to a crowd that overlaps more', () => {
    const result = outcomes([crowd, object([0, 0, 10, 10])], [detection([0, 0, 10, 9], 0.9)]);
    expect(result.detections).toEqual(['tp']);
    expect(result.took).toEqual([1]);
  });

  it('lets a difficult object take one detection; a second is a duplicate and counts', () => {
    const result = outcomes(
      [object([0, 0, 10, 10], 0, 'difficult')],
      [detection([0, 0, 10, 10], 0.9), detection([0, 0, 10, 9], 0.8)],
    );
    expect(result.detections).toEqual(['ignored', 'fp']);
    expect(result.groundTruth).toEqual(['ignored']);
  });
});

const corners = fc
  .tuple(fc.nat(12), fc.nat(12), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .map(([x, y, w, h]): Corners => [x, y, x + w, y + h]);
const objects = fc.array(
  fc.record({
    corners,
    classIndex: fc.nat(1),
    ignore: fc.constantFrom<(IgnoreReason | undefined)[]>(undefined, 'crowd', 'difficult'),
  }),
  { maxLength: 6 },
);
const detections = fc.array(
  fc.record({ corners, classIndex: fc.nat(1), score: fc.nat(10).map((n) => n / 10) }),
  { maxLength: 12 },
);

describe('any judgement', () => {
  it('pairs each counted object with one detection of its class, and leaves no free object above the threshold', () => {
    fc.assert(
      fc.property(objects, detections, (objectList, detectionList) => {
        const judged = judgeImage(
          objectList.map((o) => object(o.corners, o.classIndex, o.ignore)),
          detectionList.map((d) => detection(d.corners, d.score, d.classIndex)),
          { matchIouThreshold: 0.5 },
        );
        judged.detections.forEach((d, i) => {
          if (d.groundTruth === null) {
            expect(d.outcome).toBe('fp');
            return;
          }
          const taken = judged.groundTruth[d.groundTruth]!;
          expect(taken.classIndex).toBe(d.classIndex);
          expect(d.iou).toBeGreaterThanOrEqual(0.5);
          expect(d.outcome).toBe(taken.ignore === undefined ? 'tp' : 'ignored');
          if (taken.ignore !== 'crowd') expect(taken.detection).toBe(i);
        });
        const hits = judged.detections.filter(({ outcome }) => outcome === 'tp').length;
        expect(judged.groundTruth.filter(({ outcome }) => outcome === 'matched')).toHaveLength(hits);
      }),
    );
  });

  it('does not change for strong detections when weaker ones are added', () => {
    fc.assert(
      fc.property(objects, detections, (objectList, detectionList) => {
        const groundTruth = objectList.map((o) => object(o.corners, o.classIndex, o.ignore));
        const all = detectionList.map((d) => detection(d.corners, d.score, d.classIndex));
        const strong = all.filter(({ score }) => score >= 0.5);
        const judge = (list: Detection[]) =>
          judgeImage(groundTruth, list, { matchIouThreshold: 0.5 }).detections;
        expect(judge(all).filter(({ score }) => score >= 0.5)).toEqual(judge(strong));
      }),
    );
  });
});
