// The objects that training sees, at input size: their places, their sizes, and their sizes at the augmentation's scales.
import type { ImageRecord } from '../../contract/dataset.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import { sizeTable, type SizeTable } from '../../core/anchors/size-table.ts';
import { binTrainedSizes, trainedSizes } from '../../core/anchors/trained-sizes.ts';
import type { PlacedObjects } from '../../core/assignment/find-collisions.ts';
import type { Size } from '../../core/boxes/box.ts';
import { createLetterbox, toInput } from '../../core/letterbox/letterbox.ts';

/** Boxes of each image, input px; ignore regions are left out. */
export function objectsAtInput(records: readonly ImageRecord[], input: Size): PlacedObjects[] {
  return records.map((record) => {
    const letterbox = createLetterbox(record, input);
    return {
      imageId: record.imageId,
      boxes: record.groundTruth
        .filter((object) => !object.ignore)
        .map((object) => toInput(letterbox, object.box)),
    };
  });
}

/** Their sizes, input px. */
export function sizesOf(objects: readonly PlacedObjects[]): Size[] {
  return objects.flatMap(({ boxes }) =>
    boxes.map((box) => ({ width: box.x2 - box.x1, height: box.y2 - box.y1 })),
  );
}

/** Sizes of the objects that training sees, input px. */
export function objectSizesAtInput(records: readonly ImageRecord[], input: Size): Size[] {
  return sizesOf(objectsAtInput(records, input));
}

/** What anchors are judged on: sizes at input size, at the scales of the recipe's augmentation. Every object, or bins. */
export function trainedSizeTable(
  sizes: readonly Size[],
  { input, augmentation }: Pick<ResolvedRecipe, 'input' | 'augmentation'>,
  detail: 'exact' | 'binned',
): SizeTable {
  const spread = detail === 'exact' ? trainedSizes : binTrainedSizes;
  return spread(sizeTable(sizes), {
    scale: augmentation.scale,
    input: { width: input.width, height: input.height },
  });
}
