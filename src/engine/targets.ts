// Targets of a batch: which rows of each head's output are positives, and what they should predict.
import { assignAnchors, type AssignmentRule } from '../core/assignment/assign-anchors.ts';
import type { Box } from '../core/boxes/box.ts';
import type { HeadShape } from '../core/network/shapes.ts';

/** Objects of one image as training sees them. Boxes in input px, after augmentation. */
export interface TargetObjects {
  readonly boxes: readonly Box<'input'>[];
  /** One per box. */
  readonly classIndexes: readonly number[];
  /** Regions where nothing is learned (crowd, difficult), input px. */
  readonly ignored: readonly Box<'input'>[];
}

/**
 * Positives of one head over a batch, as rows of its output seen as [B * gridH * gridW * anchors, channels].
 * Only positives are listed: a dense target would be 99 % zeros.
 */
export interface HeadTargets {
  readonly rows: Int32Array;
  /** Boxes to reach, input px xyxy: [positives, 4]. */
  readonly boxes: Float32Array;
  /** Cell and anchor of each positive: column, row, anchor width and height in px: [positives, 4]. */
  readonly priors: Float32Array;
  readonly classIndexes: Int32Array;
}

/** Targets of a batch. */
export interface Targets {
  /** Coarsest head first, as the network's heads. */
  readonly heads: readonly HeadTargets[];
  /** Every object and ignore region of each image, input px xyxy, padded with empty boxes: [B, maxBoxes, 4]. */
  readonly boxes: Float32Array;
  /** 1 for the ignore regions among them: [B, maxBoxes]. */
  readonly ignored: Float32Array;
  readonly maxBoxes: number;
  readonly positives: number;
}

/** Builds the targets of a batch. Pure; no tensors. */
export function buildTargets(
  batch: readonly TargetObjects[],
  heads: readonly HeadShape[],
  rule: AssignmentRule,
): Targets {
  const assignable = heads.map((head) => ({ ...head, anchors: head.layer.anchors }));
  const lists = heads.map(() => ({
    rows: [] as number[],
    boxes: [] as number[],
    priors: [] as number[],
    classes: [] as number[],
  }));
  batch.forEach((objects, image) => {
    for (const positive of assignAnchors(objects.boxes, assignable, rule)) {
      const { branch, row, column, anchor, object } = positive;
      const head = heads[branch]!;
      const box = objects.boxes[object]!;
      const size = head.layer.anchors[anchor]!;
      const list = lists[branch]!;
      list.rows.push(
        ((image * head.gridHeight + row) * head.gridWidth + column) * head.layer.anchors.length + anchor,
      );
      list.boxes.push(box.x1, box.y1, box.x2, box.y2);
      list.priors.push(column, row, size.width, size.height);
      list.classes.push(objects.classIndexes[object]!);
    }
  });
  return {
    heads: lists.map((list) => ({
      rows: Int32Array.from(list.rows),
      boxes: Float32Array.from(list.boxes),
      priors: Float32Array.from(list.priors),
      classIndexes: Int32Array.from(list.classes),
    })),
    ...padBoxes(batch),
    positives: lists.reduce((sum, list) => sum + list.rows.length, 0),
  };
}

function padBoxes(batch: readonly TargetObjects[]): Pick<Targets, 'boxes' | 'ignored' | 'maxBoxes'> {
  const all = batch.map((objects) => [...objects.boxes, ...objects.ignored]);
  const maxBoxes = Math.max(1, ...all.map((boxes) => boxes.length));
  const boxes = new Float32Array(batch.length * maxBoxes * 4);
  const ignored = new Float32Array(batch.length * maxBoxes);
  all.forEach((list, image) => {
    list.forEach((box, i) => boxes.set([box.x1, box.y1, box.x2, box.y2], (image * maxBoxes + i) * 4));
    const objects = batch[image]!.boxes.length;
    ignored.fill(1, image * maxBoxes + objects, image * maxBoxes + list.length);
  });
  return { boxes, ignored, maxBoxes };
}
