// What a format's reader returns: annotations as the files state them, before any check that all formats share.
import type { DatasetFormat, DatasetProblem } from '../../contract/dataset.ts';
import type { Box, Size } from '../../core/boxes/box.ts';
import type { IgnoreReason } from '../../core/matching/detection.ts';
import type { FolderIndex, IndexedFile } from './folder-index.ts';

/** How a box's numbers are meant. */
export type BoxUnit =
  /** Fractions of the upright image, [0, 1] (YOLO, Darknet). */
  | 'fraction'
  /** Zero-based pixels, right and lower edge exclusive (COCO). */
  | 'pixel'
  /** One-based pixels, right and lower edge inclusive (Pascal VOC). */
  | 'pixel-inclusive';

/** One annotated box as written. */
export interface RawBox {
  /** xyxy in the file's own numbers. */
  readonly corners: Pick<Box, 'x1' | 'y1' | 'x2' | 'y2'>;
  readonly unit: BoxUnit;
  /** Index into the dataset's classes; out of range or -1 where the class is not known. */
  readonly classIndex: number;
  /** The class as the file spells it. */
  readonly className: string;
  readonly ignore?: IgnoreReason;
  /** px squared at the annotation's size; stated by COCO. */
  readonly area?: number;
  readonly fromPolygon?: true;
  /** One-based line in the label file. */
  readonly line?: number;
  /** Names the box where the file has no useful lines, for example `annotation 17`. */
  readonly name?: string;
}

/** One image with its annotations as written. */
export interface RawImage {
  readonly image: IndexedFile;
  /** Split that the files state; undefined where none does. `trainval` is divided later. */
  readonly split: string | undefined;
  /** File that holds the annotations, relative to the root; undefined where there is none. */
  readonly labelFile: string | undefined;
  /** Image size that the annotation states, px. */
  readonly annotationSize?: Size;
  readonly boxes: readonly RawBox[];
  /** The image's identity in the file, kept for export. */
  readonly externalId?: number | string;
}

/** Everything that a reader found. */
export interface RawDataset {
  readonly format: DatasetFormat;
  readonly classes: readonly string[];
  /** Original category ids in the order of the classes (COCO). */
  readonly categoryIds?: readonly number[];
  /** The folder lists train and val together as well, as what to train on. */
  readonly trainval?: boolean;
  readonly images: readonly RawImage[];
  readonly problems: readonly DatasetProblem[];
}

/** Progress of opening a dataset; `total` is 0 where it is not known yet. */
export interface DatasetProgress {
  readonly phase: 'files' | 'labels' | 'images';
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}

/** What every reader is given. */
export interface ReadContext {
  readonly index: FolderIndex;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((progress: DatasetProgress) => void) | undefined;
}
