// The settings of COCO's evaluation of boxes (pycocotools' `Params`), with its rounding.

/** Ten IoU thresholds 0.50, 0.55 .. 0.95, as NumPy's linspace computes them. */
export const COCO_IOU_THRESHOLDS: readonly number[] = Array.from({ length: 10 }, (_, i) =>
  i === 9 ? 0.95 : i * ((0.95 - 0.5) / 9) + 0.5,
);
/** Index of IoU 0.75 among the thresholds. */
export const IOU_75 = 5;

/** Recall 0.00, 0.01 .. 1.00, as NumPy's linspace computes them. */
export const COCO_RECALLS: readonly number[] = Array.from({ length: 101 }, (_, i) =>
  i === 100 ? 1 : i * 0.01,
);

/** Size ranges by area, px squared, both ends included: all, small, medium, large. */
export const COCO_AREAS: readonly (readonly [number, number])[] = [
  [0, 1e10],
  [0, 32 ** 2],
  [32 ** 2, 96 ** 2],
  [96 ** 2, 1e10],
];

/** Detections considered per image and class. */
export const COCO_MAX_DETECTIONS = 100;
