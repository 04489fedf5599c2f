// What is judged: ground truth and detections of one image, in image pixels.
import type { Box } from '../boxes/box.ts';

/** Why a ground truth counts neither as a hit nor as a miss. `crowd`: COCO's iscrowd; `difficult`: Pascal VOC's flag. */
export type IgnoreReason = 'crowd' | 'difficult';

/** One annotated object. Box in image px (after EXIF orientation), xyxy. */
export interface GroundTruth {
  readonly box: Box;
  /** Index into the dataset's class list. */
  readonly classIndex: number;
  /** Set for regions that are never trained on and never counted. */
  readonly ignore?: IgnoreReason;
  /** Area for COCO's size ranges, px squared; the box's area where the file gives none. */
  readonly area: number;
}

/** One detection after suppression. Box in image px, xyxy. */
export interface Detection {
  readonly box: Box;
  readonly classIndex: number;
  /** In [0, 1]. */
  readonly score: number;
}
