// Our side of `evaluation`: COCO's twelve numbers of 500,000 detections, and a slider's move over as many candidates.
import { evaluateCoco } from '../../src/core/metrics/coco.ts';
import type { GroundTruthColumns } from '../../src/core/matching/columns.ts';
import { RecountableSplit } from '../../src/jobs/process/recount.ts';
import { asDetections, COCO_SIZE, makeCocoSize } from './coco-size.ts';
import { writeExchange } from './detector-case.ts';
import { serveRounds, timeMean } from './serve-rounds.ts';

/** Moves of the NMS slider, so small that the work stays the same and so different that nothing is remembered. */
const NMS_STEP = 1e-4;

/** Ground truth as the run folder's records hold it. */
function recordsOf(groundTruth: GroundTruthColumns, imageIds: readonly string[]) {
  return imageIds.map((imageId, image) => ({
    imageId,
    groundTruth: Array.from({ length: groundTruth.start[image + 1]! - groundTruth.start[image]! }, (_, i) => {
      const g = groundTruth.start[image]! + i;
      const box = {
        x1: groundTruth.x1[g]!,
        y1: groundTruth.y1[g]!,
        x2: groundTruth.x2[g]!,
        y2: groundTruth.y2[g]!,
      };
      return { box, classIndex: groundTruth.classIndex[g]!, area: groundTruth.area[g]! };
    }),
  }));
}

// eslint-disable-next-line @typescript-eslint/require-await -- other benchmarks start an engine here
await serveRounds<{ what: 'coco' | 'slider'; exchange: string; repeats: number }>(async (example) => {
  const { groundTruth, candidates } = makeCocoSize();
  const wide = (values: Float64Array) => Float32Array.from(values);
  writeExchange(
    example.exchange,
    {
      start: Int32Array.from(groundTruth.start),
      classes: Int32Array.from(groundTruth.classIndex),
      x1: wide(groundTruth.x1),
      y1: wide(groundTruth.y1),
      x2: wide(groundTruth.x2),
      y2: wide(groundTruth.y2),
      detectionImages: Int32Array.from(candidates.image),
      detectionClasses: Int32Array.from(candidates.classIndex),
      detectionX1: candidates.x1,
      detectionY1: candidates.y1,
      detectionX2: candidates.x2,
      detectionY2: candidates.y2,
      scores: candidates.objectness,
    },
    COCO_SIZE,
  );
  const { classes } = COCO_SIZE;
  if (example.what === 'coco') {
    const detections = asDetections(candidates);
    const { metrics } = evaluateCoco(groundTruth, detections, classes);
    return {
      about: { metrics },
      round: () => timeMean(example.repeats, () => evaluateCoco(groundTruth, detections, classes)),
    };
  }
  const split = new RecountableSplit({
    candidates,
    images: recordsOf(groundTruth, candidates.imageIds),
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
  });
  let nmsIouThreshold = 0.5;
  const move = () => {
    nmsIouThreshold += NMS_STEP;
    return split.recount({
      scoreThreshold: 0.3,
      nmsIouThreshold,
      matchIouThreshold: 0.5,
      maxDetections: 100,
    });
  };
  return { about: { AP50: move().AP50 }, round: () => timeMean(example.repeats, move) };
});
