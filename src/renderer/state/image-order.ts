// The images of a split in the order of interest, and those that pass the filters.
import type { SplitRecount } from '../../contract/evaluation-calls.ts';

export type EvaluatedImage = SplitRecount['images'][number];
export const IMAGE_SORTS = ['fp', 'missed', 'name'] as const;
export type ImageSort = (typeof IMAGE_SORTS)[number];

export interface ImageFilter {
  readonly fp: boolean;
  readonly missed: boolean;
  /** Part of the imageId, case-insensitive. */
  readonly search: string;
}

/** Images that have at least one of the outcomes asked for (all, where none is asked for), in order. */
export function orderImages(
  images: readonly EvaluatedImage[],
  sort: ImageSort,
  { fp, missed, search }: ImageFilter,
): readonly EvaluatedImage[] {
  const text = search.toLowerCase();
  const passing = images.filter(
    (image) =>
      ((!fp && !missed) || (fp && image.fp > 0) || (missed && image.fn > 0)) &&
      image.imageId.toLowerCase().includes(text),
  );
  const byName = (a: EvaluatedImage, b: EvaluatedImage): number => (a.imageId < b.imageId ? -1 : 1);
  if (sort === 'fp') return passing.sort((a, b) => b.fp - a.fp || b.fn - a.fn || byName(a, b));
  if (sort === 'missed') return passing.sort((a, b) => b.fn - a.fn || b.fp - a.fp || byName(a, b));
  return passing.sort(byName);
}
