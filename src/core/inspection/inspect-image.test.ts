// One image worked by hand: a hit that suppressed a neighbour, a false positive, and misses for every reason.
import { describe, expect, it } from 'vitest';
import type { CandidateTable } from '../decode/candidate-table.ts';
import type { GroundTruth } from '../matching/detection.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { GREEDY, type SuppressionMethod } from '../nms/rule.ts';
import { candidateScores } from '../nms/scores.ts';
import { buildTable, type TestCandidate } from '../nms/testing/build-table.ts';
import type { InspectedNetwork, InspectedScene } from './describe-candidate.ts';
import { describeRival } from './describe-rival.ts';
import { inspectImage } from './inspect-image.ts';

const SETTINGS: OperatingSettings = {
  scoreThreshold: 0.4,
  nmsIouThreshold: 0.5,
  matchIouThreshold: 0.5,
  maxDetections: 100,
};
const NETWORK: InspectedNetwork = {
  input: { width: 64, height: 64 },
  branches: [{ stride: 32, anchors: [[20, 20]], receptiveField: 100 }],
  rule: { assignment: 'best', ratioThreshold: 1 },
  ignoreThreshold: 0.6,
};
type Corners = readonly [number, number, number, number];
const closeTo = (value: number): number => expect.closeTo(value, 6) as number;
const object = ([x1, y1, x2, y2]: Corners, classIndex = 0): GroundTruth => ({
  box: { x1, y1, x2, y2 },
  classIndex,
  area: (x2 - x1) * (y2 - y1),
});
/** 20 x 20 around the centre of cell (0, 0) of stride 32. */
const OBJECT: Corners = [6, 6, 26, 26];

function sceneOf(
  objects: readonly GroundTruth[],
  boxes: readonly TestCandidate[],
  settings: OperatingSettings = SETTINGS,
  change: Partial<CandidateTable> = {},
): InspectedScene {
  const table = { ...buildTable(boxes), ...change };
  return {
    image: { width: 64, height: 64 },
    groundTruth: objects,
    trainedOn: objects,
    candidates: { table, scores: candidateScores(table, settings) },
    ...(settings.criterion && { criterion: settings.criterion }),
    network: NETWORK,
  };
}
const inspect = (
  objects: readonly GroundTruth[],
  boxes: readonly TestCandidate[],
  settings: OperatingSettings = SETTINGS,
) => inspectImage(sceneOf(objects, boxes, settings), settings);

describe('an image', () => {
  const result = inspect(
    [object(OBJECT), object([40, 40, 60, 60])],
    [
      { box: [6, 6, 26, 22], score: 0.6 }, // 16 of 20 rows of the hit: suppressed at IoU 0.8
      { box: OBJECT, score: 0.9 },
      { box: [40, 40, 60, 46], score: 0.5 }, // 6 of 20 rows: badly placed
      { box: OBJECT, score: 0.1 },
    ],
  );

  it('has each kept box with its outcome, its match and what it suppressed', () => {
    expect(result.counts).toEqual({ tp: 1, fp: 1, missed: 1 });
    const [hit, wrong] = result.detections;
    expect(hit).toMatchObject({
      row: 1,
      outcome: 'tp',
      match: { groundTruth: 0, iou: 1 },
      error: null,
      suppressed: [{ row: 0, iou: expect.closeTo(0.8, 6) as number }],
    });
    expect(wrong).toMatchObject({
      row: 2,
      outcome: 'fp',
      match: null,
      error: { kind: 'localization', groundTruth: 1, iou: expect.closeTo(0.3, 6) as number, takenBy: null },
      suppressed: [],
    });
  });

  it('has each removed box with what became of it', () => {
    expect(result.removed).toMatchObject([
      { row: 0, fate: 'suppressed', suppressedBy: 1, iou: expect.closeTo(0.8, 6) as number },
      { row: 3, fate: 'below-score', suppressedBy: null, iou: 0 },
    ]);
  });

  it('says of each object who took it, and of a missed one who came near', () => {
    expect(result.groundTruth.map(({ outcome, detection }) => [outcome, detection])).toEqual([
      ['matched', 1],
      ['missed', null],
    ]);
    expect(result.missed).toEqual([
      {
        groundTruth: 1,
        claimedBy: 2,
        reason: 'no-candidate',
        iou: expect.closeTo(0.3, 6) as number,
      },
    ]);
  });

  it('names the row that took the object of a duplicate', () => {
    const twice = inspect(
      [object(OBJECT)],
      [
        { box: OBJECT, score: 0.5 },
        { box: OBJECT, score: 0.9 },
      ],
      { ...SETTINGS, nmsIouThreshold: 1 },
    );
    expect(twice.detections[1]).toMatchObject({
      row: 0,
      error: { kind: 'duplicate', groundTruth: 0, takenBy: 1 },
    });
  });
});

describe('what NMS did to a false positive', () => {
  // 20 x 20 each; what is shifted by 4 px overlaps by 320 / 480, by 8 px by 240 / 560.
  const shifted = (by: number): Corners => [6 + by, 6, 26 + by, 26];
  const rivalOf = (boxes: readonly TestCandidate[], change: Partial<OperatingSettings> = {}) =>
    inspect([object(OBJECT)], boxes, { ...SETTINGS, matchIouThreshold: 0.3, ...change }).detections.find(
      ({ outcome }) => outcome === 'fp',
    )!.rival;
  const hit: TestCandidate = { box: OBJECT, score: 0.9 };
  const twice = (by: number): TestCandidate[] => [hit, { box: shifted(by), score: 0.6 }];
  const suppression = (method: SuppressionMethod) => ({ suppression: { ...GREEDY, method } });

  it('names the better box that was removed for it, if that lies on a missed object', () => {
    const boxes: TestCandidate[] = [
      { box: [6, 6, 26, 18], score: 0.9 }, // IoU 0.6 with the other box, 0.43 with the object
      { box: [6, 6, 26, 26], score: 0.6 },
    ];
    const missed = [object([6, 10, 26, 30])];
    expect(inspect(missed, boxes, { ...SETTINGS, scoreThreshold: 0.1 }).detections).toMatchObject([
      { row: 0, outcome: 'fp', better: { row: 1, groundTruth: 0, iou: closeTo(320 / 480) }, rival: null },
    ]);
    expect(inspect([object(OBJECT, 1)], boxes).detections[0]!.better).toBeNull();
    expect(inspect([object(OBJECT)], [hit]).detections[0]!.better).toBeNull();
  });

  it('of a duplicate: the taker, and that the two overlap too little', () => {
    expect(rivalOf(twice(8))).toEqual({ row: 0, iou: closeTo(240 / 560), obstacle: 'overlap' });
  });

  it('or that the method spares it', () => {
    expect(rivalOf(twice(4), { ...suppression('soft-gaussian'), scoreThreshold: 0.2 })).toMatchObject({
      obstacle: 'lowered',
    });
    expect(rivalOf(twice(8), suppression('soft-gaussian'))).toMatchObject({ obstacle: 'lowered' });
    const near = { ...suppression('diou'), nmsIouThreshold: 0.66 };
    expect(rivalOf(twice(4), near)).toMatchObject({ obstacle: 'centres', iou: closeTo(320 / 480) });
  });

  it('of a wrong class: the better box of another class, unless NMS was across classes', () => {
    const boxes: TestCandidate[] = [hit, { box: shifted(4), score: 0.6, classIndex: 1 }];
    expect(rivalOf(boxes)).toEqual({ row: 0, iou: closeTo(320 / 480), obstacle: 'class' });
    expect(rivalOf(boxes, { nmsIouThreshold: 0.7 })).toBeNull();
    const across = { suppression: { ...GREEDY, acrossClasses: true }, nmsIouThreshold: 0.66 };
    expect(inspect([object(OBJECT)], boxes, { ...SETTINGS, ...across }).counts.fp).toBe(0);
  });

  it('in words has as many digits as tell the two numbers apart', () => {
    const words = (iou: number) => describeRival({ iou, obstacle: 'overlap' }, { nmsIouThreshold: 0.5 });
    expect(words(0.43)).toBe('IoU 0.43; NMS removes above 0.50');
    expect(words(0.4971)).toBe('IoU 0.497; NMS removes above 0.500');
    expect(words(0.5)).toBe('IoU 0.50; NMS removes above 0.50');
  });
});

describe('a candidate', () => {
  const gaussian = {
    objectness: Float32Array.of(0.5),
    classProbability: Float32Array.of(0.75),
    sigma: Float32Array.of(0.1, 0.2, 0.3, 0.4),
    sideSigma: Float32Array.of(2, 3),
  };
  const box: TestCandidate = { box: OBJECT, score: 0 };
  const near = [object([6, 6, 26, 16], 1), object([50, 50, 60, 60]), object(OBJECT)];

  it('has factors, logits, sigma, what lies near it and where it comes from', () => {
    const [facts] = inspectImage(sceneOf(near, [box], SETTINGS, gaussian), SETTINGS).removed;
    expect(facts).toMatchObject({
      row: 0,
      fate: 'below-score',
      score: expect.closeTo(0.5 * 0.75 * 0.75, 6) as number,
      factors: { objectness: 0.5, classProbability: 0.75, certainty: expect.closeTo(0.75, 6) as number },
      logits: { objectness: 0, classProbability: expect.closeTo(Math.log(3), 6) as number },
      sideSigma: { leftRight: 2, topBottom: 3 },
      near: [
        { groundTruth: 2, iou: 1 },
        { groundTruth: 0, iou: 0.5 },
      ],
      origin: {
        branch: 0,
        anchor: 0,
        stride: 32,
        anchorSize: { width: 20, height: 20 },
        row: 0,
        column: 0,
        receptiveField: 100,
      },
    });
    expect(facts!.sigma!.height).toBeCloseTo(0.4, 6);
    // Both objects there claim the cell; the one that fits the anchor gets it.
    expect(facts!.origin!.training).toEqual({ role: 'positive', object: 2 });
  });

  it('has factors as they are raised, and no logit of what is certain', () => {
    const settings = {
      ...SETTINGS,
      criterion: { objectnessPower: 2, classPower: 0, sigmaPower: 0 },
    };
    const scene = sceneOf(near, [box], settings, { ...gaussian, classProbability: Float32Array.of(1) });
    const [facts] = inspectImage(scene, settings).removed;
    expect(facts!.score).toBe(0.25);
    expect(facts!.factors).toEqual({ objectness: 0.25, classProbability: 1, certainty: 1 });
    expect(facts!.logits.classProbability).toBeNull();
  });

  it('of an unknown detector has no origin, neither has its score', () => {
    const scene = { ...sceneOf(near, [box]), network: null };
    expect(inspectImage(scene, SETTINGS).removed[0]).toMatchObject({
      origin: null,
      factors: null,
      logits: { objectness: null, classProbability: null },
    });
  });
});

describe('a missed object', () => {
  const reasonOf = (boxes: readonly TestCandidate[], settings: Partial<OperatingSettings> = {}) =>
    inspect([object(OBJECT)], boxes, { ...SETTINGS, ...settings }).missed[0];
  const finder: TestCandidate = { box: [6, 6, 26, 22], score: 0.6 };
  const found = { row: 0, iou: expect.closeTo(0.8, 6) as number, score: expect.closeTo(0.6, 6) as number };

  it('had no candidate of its class', () => {
    expect(reasonOf([{ ...finder, classIndex: 1 }])).toMatchObject({ reason: 'no-candidate', iou: 0 });
  });

  it('had one below the threshold, the best of them', () => {
    const weak = { ...finder, score: 0.2 };
    expect(reasonOf([weak, { ...finder, score: 0.3 }])).toMatchObject({ reason: 'below-score', row: 1 });
  });

  it('had one that is muted', () => {
    const muted = { branches: [0], anchors: [], classes: [] };
    expect(reasonOf([finder], { muted })).toMatchObject({ reason: 'muted', row: 0, score: -1 });
  });

  it('had one that was suppressed', () => {
    // Of 28 rows in all, it shares 12 with the finder and 16 with the object: too few to match.
    const rival: TestCandidate = { box: [6, 10, 26, 34], score: 0.9 };
    const result = reasonOf([finder, rival], { nmsIouThreshold: 0.4, matchIouThreshold: 0.7 });
    expect(result).toMatchObject({ reason: 'suppressed', by: 1, ...found });
  });

  it('had one that came after the maximum', () => {
    const elsewhere: TestCandidate = { box: [40, 40, 60, 60], score: 0.9 };
    expect(reasonOf([finder, elsewhere], { maxDetections: 1 })).toMatchObject({
      reason: 'beyond-maximum',
      ...found,
    });
  });

  it('had one that takes another object', () => {
    const two = [object(OBJECT), object([6, 6, 26, 22])];
    const { missed } = inspect(two, [finder]);
    expect(missed).toEqual([{ groundTruth: 0, claimedBy: null, reason: 'elsewhere', takes: 1, ...found }]);
  });

  it('had one that suppression moved away', () => {
    // Fused with a box of equal score that lies 20 px to the right: the mean lies 10 px to the right, at IoU 1 / 3.
    const settings = { nmsIouThreshold: 0, suppression: { ...GREEDY, method: 'fusion' as const } };
    const boxes = [
      { box: OBJECT, score: 0.6 },
      { box: [25, 6, 45, 26] as const, score: 0.6 },
    ];
    expect(reasonOf(boxes, settings)).toMatchObject({ reason: 'elsewhere', takes: null, row: 0, iou: 1 });
  });
});

it('leaves objects of muted classes out', () => {
  const muted = { branches: [], anchors: [], classes: [0] };
  const { missed, groundTruth } = inspect([object(OBJECT)], [], { ...SETTINGS, muted });
  expect(missed).toEqual([]);
  expect(groundTruth[0]!.outcome).toBe('ignored');
});

it('says what training wanted by the labels that it had, whatever was marked since', () => {
  const marked = { ...sceneOf([object(OBJECT)], [{ box: OBJECT, score: 0.9 }]), trainedOn: [] };
  expect(inspectImage(marked, SETTINGS).detections[0]!.origin?.training.role).toBe('negative');
});
