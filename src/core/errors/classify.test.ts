// Error kinds, worked by hand on one object of 10 x 10 px; overlaps are shares of its width or height.
import { describe, expect, it } from 'vitest';
import type { IgnoreReason } from '../matching/detection.ts';
import { judgeImage } from '../matching/match.ts';
import { classifyErrors } from './classify.ts';

type Corners = readonly [number, number, number, number];
const boxOf = ([x1, y1, x2, y2]: Corners) => ({ x1, y1, x2, y2 });
const object = (corners: Corners, classIndex = 0, ignore?: IgnoreReason) => ({
  box: boxOf(corners),
  classIndex,
  area: 100,
  ...(ignore && { ignore }),
});
const detection = (corners: Corners, score = 0.9, classIndex = 0) => ({
  box: boxOf(corners),
  classIndex,
  score,
});
const classify = (
  objects: ReturnType<typeof object>[],
  detections: ReturnType<typeof detection>[],
  matchIouThreshold = 0.5,
) => classifyErrors(judgeImage(objects, detections, { matchIouThreshold }), { matchIouThreshold });

const OBJECT: Corners = [0, 0, 10, 10];

describe('classifyErrors', () => {
  it('says nothing of hits', () => {
    expect(classify([object(OBJECT)], [detection(OBJECT)])).toEqual({ falsePositives: [], missed: [] });
  });

  it('localization: right class, placed badly; the object is not missed as well', () => {
    const { falsePositives, missed } = classify([object(OBJECT)], [detection([0, 0, 10, 4])]);
    expect(falsePositives).toEqual([
      { detection: 0, kind: 'localization', groundTruth: 0, iou: 0.4, takenBy: null },
    ]);
    expect(missed).toEqual([{ groundTruth: 0, kind: null, claimedBy: 0 }]);
  });

  it('localization begins at the background threshold, which is inclusive', () => {
    expect(classify([object(OBJECT)], [detection([0, 0, 10, 1])]).falsePositives[0]?.kind).toBe(
      'localization',
    );
    const { falsePositives, missed } = classify([object(OBJECT)], [detection([0, 0, 10, 0.9])]);
    expect(falsePositives[0]).toMatchObject({ kind: 'background', groundTruth: 0, iou: 0.09 });
    expect(missed).toEqual([{ groundTruth: 0, kind: 'missed', claimedBy: null }]);
  });

  it('classification: placed well, named wrongly', () => {
    const { falsePositives, missed } = classify([object(OBJECT, 1)], [detection(OBJECT)]);
    expect(falsePositives[0]).toMatchObject({ kind: 'classification', groundTruth: 0, iou: 1 });
    expect(missed).toEqual([{ groundTruth: 0, kind: null, claimedBy: 0 }]);
  });

  it('classification comes before duplicate, localization before both', () => {
    const two = [object(OBJECT), object(OBJECT, 1)];
    const { falsePositives } = classify(two, [detection(OBJECT), detection([0, 0, 10, 9], 0.8)]);
    expect(falsePositives[0]).toMatchObject({ detection: 1, kind: 'classification', groundTruth: 1 });
    const apart = [object([0, 8, 10, 18]), object(OBJECT, 1)];
    // It overlaps its own class by 2 / 18 and the other class wholly.
    expect(classify(apart, [detection(OBJECT)]).falsePositives[0]).toMatchObject({
      kind: 'localization',
      groundTruth: 0,
    });
  });

  it('duplicate: the object was taken by another detection', () => {
    const { falsePositives } = classify([object(OBJECT)], [detection([0, 0, 10, 8], 0.7), detection(OBJECT)]);
    expect(falsePositives).toEqual([
      { detection: 0, kind: 'duplicate', groundTruth: 0, iou: 0.8, takenBy: 1 },
    ]);
  });

  it('a second detection at exactly the match threshold is a localization error, as in TIDE', () => {
    const { falsePositives } = classify([object(OBJECT)], [detection(OBJECT), detection([0, 0, 10, 5], 0.8)]);
    expect(falsePositives[0]?.kind).toBe('localization');
  });

  it('both: wrong class and placed badly', () => {
    const { falsePositives, missed } = classify([object(OBJECT, 1)], [detection([0, 0, 10, 3])]);
    expect(falsePositives[0]).toMatchObject({ kind: 'both', groundTruth: 0, iou: 0.3 });
    expect(missed).toEqual([{ groundTruth: 0, kind: 'missed', claimedBy: null }]);
  });

  it('background: nothing there, or an image without any object', () => {
    const nothing = { detection: 0, kind: 'background', groundTruth: null, iou: 0, takenBy: null };
    expect(classify([], [detection(OBJECT)]).falsePositives).toEqual([nothing]);
    expect(classify([object([50, 50, 60, 60])], [detection(OBJECT)]).falsePositives).toEqual([nothing]);
  });

  it('leaves ignore regions out', () => {
    const crowd = object([0, 0, 100, 100], 0, 'crowd');
    expect(classify([crowd], [detection(OBJECT)])).toEqual({ falsePositives: [], missed: [] });
    const difficult = object(OBJECT, 1, 'difficult');
    expect(classify([difficult], [detection(OBJECT)]).falsePositives[0]?.kind).toBe('background');
  });

  it('names the best-scored of several detections that came near a missed object', () => {
    const { missed } = classify(
      [object(OBJECT)],
      [detection([0, 0, 10, 4], 0.3), detection([0, 0, 10, 3], 0.6)],
    );
    expect(missed).toEqual([{ groundTruth: 0, kind: null, claimedBy: 1 }]);
  });

  it('follows the threshold that the image was judged at', () => {
    expect(classify([object(OBJECT)], [detection([0, 0, 10, 7])], 0.75).falsePositives[0]?.kind).toBe(
      'localization',
    );
  });
});
