// A split judged in parts gives what it gives as a whole, whatever becomes of the threads.
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GroundTruth } from '../../core/matching/detection.ts';
import { evaluateSplit, prepareSplit } from '../../core/metrics/evaluate-split.ts';
import { anySettings, anySplit } from '../../core/metrics/testing/any-split.ts';
import { GREEDY } from '../../core/nms/rule.ts';
import { buildTable } from '../../core/nms/testing/build-table.ts';
import { cutSplit, joinJudged } from './cut-split.ts';
import { PartWorker } from './part-worker.ts';
import { RecountableSplit } from './recountable-split.ts';
import { SplitPart } from './split-part.ts';

const AT = { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 100 };
const IMAGES = 12;

/** Two objects an image, found with a shift that grows. */
const groundTruth = [0, 1].map((classIndex): GroundTruth => {
  const x1 = classIndex * 30;
  return { box: { x1, y1: 0, x2: x1 + 20, y2: 20 }, classIndex, area: 400 };
});
const evaluation = {
  candidates: buildTable(
    Array.from({ length: IMAGES * 4 }, (_, i) => ({
      image: Math.floor(i / 4),
      box: [(i % 2) * 30 + (i % 5), 0, (i % 2) * 30 + 20 + (i % 5), 20],
      score: 1 - (i % 7) / 8,
      classIndex: i % 2,
    })),
    IMAGES,
  ),
  images: Array.from({ length: IMAGES }, (_, i) => ({ imageId: `image-${i}.png`, groundTruth })),
  classes: ['cat', 'dog'],
};
const prepared = prepareSplit(
  evaluation.candidates,
  new Map(evaluation.images.map((image) => [image.imageId, image.groundTruth])),
  evaluation.classes,
);

it('joins what it finds in parts to what it finds in the whole', () => {
  fc.assert(
    fc.property(
      anySplit,
      fc.array(anySettings, { minLength: 1, maxLength: 3 }),
      fc.nat(5),
      (split, steps, n) => {
        const whole = new SplitPart(split);
        const parts = cutSplit(split, n + 1).map(({ take, firstRow }) => ({
          part: new SplitPart(take()),
          firstRow,
        }));
        for (const settings of steps) {
          const joined = joinJudged(
            parts.map(({ part, firstRow }) => ({ judged: part.judge(settings), firstRow })),
          );
          expect(joined).toEqual(whole.judge(settings));
        }
      },
    ),
    { numRuns: 300 },
  );
});

it('cuts into parts of about as many candidates, each with images and memory of its own', () => {
  const { candidates } = evaluation;
  const parts = cutSplit(prepared, 3).map(({ take }) => take());
  expect(parts.map((part) => part.table.imageIds.length)).toEqual([4, 4, 4]);
  expect(parts.flatMap((part) => part.table.imageIds)).toEqual(candidates.imageIds);
  for (const { table } of parts) expect(table.x1.buffer.byteLength).toBe(table.length * 4);
});

describe('a split whose parts are judged on threads', () => {
  let split: RecountableSplit;
  beforeEach(() => void (split = new RecountableSplit(evaluation, 3)));
  afterEach(() => split.close());

  it('counts as the report does', async () => {
    for (const nmsIouThreshold of [0.3, 0.5, 0.9]) {
      const settings = { ...AT, nmsIouThreshold };
      const recount = await split.recount(settings);
      const report = evaluateSplit('test', prepared, settings);
      expect(recount.operatingPoint).toEqual(report.operatingPoint);
      expect(recount.AP50).toBe(report.coco.AP50);
      expect(recount.images.map(({ imageId }) => imageId)).toEqual(evaluation.candidates.imageIds);
    }
  });

  it('answers what was asked before it was closed, and after it', async () => {
    const first = split.recount(AT);
    split.close();
    const { operatingPoint } = await first;
    expect(operatingPoint).toEqual(evaluateSplit('test', prepared, AT).operatingPoint);
    const later = { ...AT, nmsIouThreshold: 0.7 };
    expect((await split.recount(later)).operatingPoint).toEqual(
      evaluateSplit('test', prepared, later).operatingPoint,
    );
  });
});

it('says what a thread failed at, and answers the next question', async () => {
  const worker = new PartWorker(() => prepared);
  const broken = { ...AT, suppression: { ...GREEDY, method: 'none' as 'greedy' } };
  await expect(worker.judge(broken)).rejects.toThrow('The thread that judges a part of a split failed');
  expect(await worker.judge(AT)).toEqual(new SplitPart(prepared).judge(AT));
  worker.close();
});

it('fails what is asked of a thread that cannot start, and starts it for the next question', async () => {
  let starts = 0;
  const unclonable = { ...prepared, classes: [() => undefined] as unknown as string[] };
  const worker = new PartWorker(() => (starts++ === 0 ? unclonable : prepared));
  await expect(worker.judge(AT)).rejects.toThrow('could not be cloned');
  expect(await worker.judge(AT)).toEqual(new SplitPart(prepared).judge(AT));
  worker.close();
});
