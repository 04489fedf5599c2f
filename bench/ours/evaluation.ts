// Our side of `evaluation`: COCO's twelve numbers of 500,000 detections, and a slider's move over as many candidates.
import { groundTruthColumns } from '../../src/core/matching/columns.ts';
import { evaluateCoco } from '../../src/core/metrics/coco.ts';
import { cocoDetections } from '../../src/core/metrics/evaluate-split.ts';
import { scoreTable } from '../../src/core/nms/scored-table.ts';
import { RecountableSplit } from '../../src/jobs/recount/recountable-split.ts';
import { COCO_SIZE, makeCocoSize } from './coco-size.ts';
import { writeExchange } from './detector-case.ts';
import { serveRounds, timeMean } from './serve-rounds.ts';

/** Moves of the NMS slider, so small that the work stays the same and so different that nothing is remembered. */
const NMS_STEP = 1e-4;

const AT = { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 100 };

/** An NMS IoU that suppresses nothing. */
const NO_SUPPRESSION = 1;

await serveRounds<{ what: 'coco' | 'slider'; exchange: string; repeats: number }>(async (example) => {
  const { objects, candidates } = makeCocoSize();
  const groundTruth = groundTruthColumns(objects);
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
    const detections = cocoDetections(scoreTable(candidates), { ...AT, nmsIouThreshold: NO_SUPPRESSION });
    const { metrics } = evaluateCoco(groundTruth, detections, classes);
    return {
      about: { metrics },
      round: () => timeMean(example.repeats, () => evaluateCoco(groundTruth, detections, classes)),
    };
  }
  const split = new RecountableSplit(
    {
      candidates,
      images: candidates.imageIds.map((imageId, i) => ({ imageId, groundTruth: objects[i]! })),
      classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    },
    1,
  );
  let { nmsIouThreshold } = AT;
  const move = () => {
    nmsIouThreshold += NMS_STEP;
    return split.recount({ ...AT, nmsIouThreshold });
  };
  return { about: { AP50: (await move()).AP50 }, round: () => timeMean(example.repeats, move) };
});
