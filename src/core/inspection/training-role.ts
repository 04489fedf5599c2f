// What training wanted of a cell and anchor on an image: the rule of targets and objectness loss, for one candidate.
import { assignAnchors } from '../assignment/assign-anchors.ts';
import type { AssignmentRule } from '../assignment/choose-anchors.ts';
import type { Box, Size } from '../boxes/box.ts';
import { boxIou, crowdIou } from '../boxes/iou.ts';
import { createLetterbox, toInput } from '../letterbox/letterbox.ts';
import type { GroundTruth } from '../matching/detection.ts';

/** A network's branches and the rule that it was trained by. */
export interface TrainedNetwork {
  readonly input: Size;
  /** In the order in which candidates number them; anchors as [width, height], input px. */
  readonly branches: readonly {
    readonly stride: number;
    readonly anchors: readonly (readonly [number, number])[];
  }[];
  readonly rule: AssignmentRule;
  /** A negative whose predicted box overlaps an object by more than this is ignored. In [0, 1]. */
  readonly ignoreThreshold: number;
}

/** Where a candidate comes from, and its box in image px. */
export interface CandidatePlace {
  readonly branch: number;
  readonly anchor: number;
  readonly row: number;
  readonly column: number;
  readonly box: Box;
}

/**
 * `positive`: it should say that the object is there. `ignored`: it may say what it likes, as its box lies on the object (or in
 * the ignore region) by `iou`. `negative`: it should say that there is none. `object` indexes the ground truth of the training.
 */
export type TrainingRole =
  | { readonly role: 'positive'; readonly object: number }
  | { readonly role: 'ignored'; readonly object: number; readonly iou: number }
  | { readonly role: 'negative' };

/**
 * The role of a candidate's cell and anchor on an image as training was told of it, without augmentation. The candidate's box is clipped
 * to the image, while training compared the whole one: at the border an overlap may differ.
 */
export function trainingRole(
  image: Size,
  trainedOn: readonly GroundTruth[],
  { input, branches, rule, ignoreThreshold }: TrainedNetwork,
  candidate: CandidatePlace,
): TrainingRole {
  const letterbox = createLetterbox(image, input);
  const counted = trainedOn.flatMap(({ ignore }, index) => (ignore === undefined ? [index] : []));
  const heads = branches.map(({ stride, anchors }) => ({
    stride,
    gridWidth: input.width / stride,
    gridHeight: input.height / stride,
    anchors: anchors.map(([width, height]) => ({ width, height })),
  }));
  const boxes = counted.map((index) => toInput(letterbox, trainedOn[index]!.box));
  const positive = assignAnchors(boxes, heads, rule).find(
    ({ branch, anchor, row, column }) =>
      branch === candidate.branch &&
      anchor === candidate.anchor &&
      row === candidate.row &&
      column === candidate.column,
  );
  if (positive !== undefined) return { role: 'positive', object: counted[positive.object]! };
  let nearest = { object: -1, iou: 0 };
  trainedOn.forEach(({ box, ignore }, object) => {
    const iou = ignore === undefined ? boxIou(candidate.box, box) : crowdIou(candidate.box, box);
    if (iou > nearest.iou) nearest = { object, iou };
  });
  return nearest.iou > ignoreThreshold ? { role: 'ignored', ...nearest } : { role: 'negative' };
}
