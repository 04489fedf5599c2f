// Targets of a batch: which rows of the heads' outputs are positives, and what they should predict.
import { assignAnchors } from '../core/assignment/assign-anchors.ts';
import type { AssignmentRule } from '../core/assignment/choose-anchors.ts';
import type { Box } from '../core/boxes/box.ts';
import { PRIOR_SIZE, priorIndex, type Priors } from './priors.ts';

/** Objects of one image as training sees them. Boxes in input px, after augmentation. */
export interface TargetObjects {
  readonly boxes: readonly Box<'input'>[];
  /** One per box. */
  readonly classIndexes: readonly number[];
  /** Regions where nothing is learned (crowd, difficult), input px. */
  readonly ignored: readonly Box<'input'>[];
}

/**
 * Targets of a batch. Only positives are listed, as rows of the output of all heads seen as [B, rows, channels]: a dense
 * target would be 99 % zeros.
 */
export interface Targets {
  /** Index of each positive over the batch's rows: image * rows + row. [positives]. */
  readonly rows: Int32Array;
  /** Head of each, coarsest first. [positives]. */
  readonly heads: Int32Array;
  /** Boxes to reach, input px xyxy. [positives, 4]. */
  readonly boxes: Float32Array;
  /** The prior of each row. [positives, PRIOR_SIZE]. */
  readonly priors: Float32Array;
  readonly classIndexes: Int32Array;
  readonly regions: Regions;
}

/** Every object and ignore region of each image, padded with empty boxes to the same count. */
export interface Regions {
  readonly count: number;
  /** Input px xyxy: [B, count, 4]. */
  readonly boxes: Float32Array;
  /** 1 for ignore regions: [B, count]. */
  readonly ignored: Float32Array;
}

/** Builds the targets of a batch. Pure; no tensors. */
export function buildTargets(batch: readonly TargetObjects[], priors: Priors, rule: AssignmentRule): Targets {
  const heads = priors.heads.map((head) => ({ ...head, anchors: head.layer.anchors }));
  const positives = batch.flatMap((objects, image) =>
    assignAnchors(objects.boxes, heads, rule).map((positive) => ({
      branch: positive.branch,
      prior: priorIndex(priors, positive),
      image,
      box: objects.boxes[positive.object]!,
      classIndex: objects.classIndexes[positive.object]!,
    })),
  );
  return {
    rows: Int32Array.from(positives, ({ image, prior }) => image * priors.length + prior),
    heads: Int32Array.from(positives, ({ branch }) => branch),
    boxes: Float32Array.from(positives.flatMap(({ box }) => [box.x1, box.y1, box.x2, box.y2])),
    priors: Float32Array.from(
      positives.flatMap(({ prior }) => [
        ...priors.values.subarray(prior * PRIOR_SIZE, (prior + 1) * PRIOR_SIZE),
      ]),
    ),
    classIndexes: Int32Array.from(positives, ({ classIndex }) => classIndex),
    regions: regionsOf(batch),
  };
}

function regionsOf(batch: readonly TargetObjects[]): Regions {
  const all = batch.map((objects) => [...objects.boxes, ...objects.ignored]);
  const count = Math.max(1, ...all.map((boxes) => boxes.length));
  const boxes = new Float32Array(batch.length * count * 4);
  const ignored = new Float32Array(batch.length * count);
  all.forEach((list, image) => {
    list.forEach((box, i) => boxes.set([box.x1, box.y1, box.x2, box.y2], (image * count + i) * 4));
    const objects = batch[image]!.boxes.length;
    ignored.fill(1, image * count + objects, image * count + list.length);
  });
  return { count, boxes, ignored };
}
