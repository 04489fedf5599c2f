// Box sizes as training sees them: each object at several scales of the augmentation.
import type { Size } from '../boxes/box.ts';
import { binSizes, type SizeTable } from './size-table.ts';

/** Objects of less than this many px on a side after augmentation teach nothing, and are left out of a training. */
export const MIN_TRAINED_SIDE = 1;
/** Scales at which each object stands: the middles of so many equal parts of the range. */
const SCALE_STEPS = 5;

/** How training changes sizes. */
export interface SizeAugmentation {
  /** An image's scale is drawn evenly from [1 - scale, 1 + scale]. In [0, 1). */
  readonly scale: number;
  /** Objects are cut at the input's border, px. */
  readonly input: Size;
}

/**
 * Each row of the table (input px, after the letterbox) at several scales, its weight shared evenly among them. What would
 * be larger than the input is as large as the input; where in the image an object lies, and so what its border cuts off, a
 * size does not know.
 */
export function trainedSizes(table: SizeTable, { scale, input }: SizeAugmentation): SizeTable {
  const steps = scale > 0 ? SCALE_STEPS : 1;
  const size = table.length * steps;
  const [width, height, weight] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  let length = 0;
  for (let step = 0; step < steps; step++) {
    const factor = 1 + scale * ((2 * step + 1) / steps - 1);
    for (let i = 0; i < table.length; i++) {
      width[length] = Math.min(table.width[i]! * factor, input.width);
      height[length] = Math.min(table.height[i]! * factor, input.height);
      weight[length] = table.weight[i]! / steps;
      if (width[length]! >= MIN_TRAINED_SIDE && height[length]! >= MIN_TRAINED_SIDE) length++;
    }
  }
  return {
    length,
    width: width.subarray(0, length),
    height: height.subarray(0, length),
    weight: weight.subarray(0, length),
  };
}

/** The same in bins: a few thousand rows, however many objects there are, for figures that follow a dragged anchor. */
export function binTrainedSizes(table: SizeTable, augmentation: SizeAugmentation): SizeTable {
  return binSizes(trainedSizes(binSizes(table), augmentation));
}
