// What a person says about a box while looking at detections.
import type { Box } from '../boxes/box.ts';

/**
 * `missing-label`: an object that nobody annotated. `ignore-region`: nothing is to be said about this place.
 * `hard-negative`: no object, but it looks like one; its image is to be trained on more often.
 */
export type MarkKind = 'missing-label' | 'hard-negative' | 'ignore-region';

/** In the order in which they are listed. */
export const MARK_KINDS: readonly MarkKind[] = ['missing-label', 'ignore-region', 'hard-negative'];

/** A mark before it has an identity. */
export interface NewMark {
  readonly kind: MarkKind;
  readonly imageId: string;
  /** Image px (after EXIF orientation), xyxy, within the image. */
  readonly box: Pick<Box, 'x1' | 'y1' | 'x2' | 'y2'>;
  /** A class by its name: the order of a dataset's classes may change. */
  readonly className: string;
  /** The detection that was marked; absent for a box that was drawn. */
  readonly source?: { readonly runId: string; readonly split: string; readonly score: number };
}

export interface Mark extends NewMark {
  readonly markId: string;
  /** ISO 8601. */
  readonly createdAt: string;
}
