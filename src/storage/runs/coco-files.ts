// The pair of JSON files that pycocotools reads: an evaluated split's ground truth, and its detections.
import type { DetectionColumns } from '../../core/matching/columns.ts';
import type { ImageRecord } from '../../contract/dataset.ts';

/**
 * Area given to a `difficult` object. pycocotools overwrites a file's `ignore` flag; what it ignores, besides crowds, are
 * objects beyond the largest area of its widest range (1e10 px squared), and those it lets one detection take at most.
 */
const IGNORED_AREA = 1e11;

interface CocoAnnotation {
  id: number;
  image_id: number;
  category_id: number;
  bbox: [number, number, number, number];
  area: number;
  iscrowd: 0 | 1;
  /** Set where the object is Pascal VOC's `difficult`: its true area, as `area` is IGNORED_AREA. */
  difficult_area?: number;
}

/** Ids of images and classes, by position. */
export interface CocoIds {
  readonly images: readonly number[];
  readonly categories: readonly number[];
}

/**
 * The ids that a COCO dataset came with, so that results can be compared with others on the same files; counted from 1
 * where there are none.
 */
export function chooseCocoIds(
  images: readonly ImageRecord[],
  classes: readonly string[],
  categoryIds?: readonly number[],
): CocoIds {
  const external = images
    .map(({ externalId }) => externalId)
    .filter((id) => Number.isInteger(id)) as number[];
  const usable = external.length === images.length && new Set(external).size === images.length;
  return {
    images: usable ? external : images.map((_, index) => index + 1),
    categories: categoryIds ?? classes.map((_, index) => index + 1),
  };
}

/** ground-truth.coco.json. Images and categories stand in the order of the evaluation. */
export interface CocoGroundTruth {
  images: {
    id: number;
    file_name: string;
    path: string;
    width: number;
    height: number;
    split: string;
    /** ImageRecord.contentHash. */
    content_hash?: string;
  }[];
  categories: { id: number; name: string }[];
  annotations: CocoAnnotation[];
}

/** Ground truth of the evaluated images; enough to read the records back. */
export function encodeGroundTruth(
  images: readonly ImageRecord[],
  classes: readonly string[],
  ids: CocoIds,
): CocoGroundTruth {
  const annotations: CocoAnnotation[] = [];
  for (const [index, record] of images.entries()) {
    for (const { box, classIndex, ignore, area } of record.groundTruth) {
      annotations.push({
        id: annotations.length + 1,
        image_id: ids.images[index]!,
        category_id: ids.categories[classIndex]!,
        bbox: [box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1],
        iscrowd: ignore === 'crowd' ? 1 : 0,
        ...(ignore === 'difficult' ? { area: IGNORED_AREA, difficult_area: area } : { area }),
      });
    }
  }
  return {
    images: images.map(({ imageId, file, width, height, split, contentHash }, index) => ({
      id: ids.images[index]!,
      file_name: imageId,
      path: file,
      width,
      height,
      split,
      ...(contentHash !== undefined && { content_hash: contentHash }),
    })),
    categories: classes.map((name, index) => ({ id: ids.categories[index]!, name })),
    annotations,
  };
}

/** The inverse of `encodeGroundTruth`; box corners may differ in the last bit. */
export function decodeGroundTruth(coco: CocoGroundTruth): { images: ImageRecord[]; classes: string[] } {
  const images = coco.images.map((image): ImageRecord => {
    const { file_name: imageId, path: file, width, height, split, content_hash: contentHash } = image;
    return {
      imageId,
      file,
      width,
      height,
      split,
      groundTruth: [],
      ...(contentHash !== undefined && { contentHash }),
    };
  });
  const imageOf = new Map(coco.images.map(({ id }, index) => [id, images[index]!]));
  const classOf = new Map(coco.categories.map(({ id }, index) => [id, index]));
  for (const annotation of coco.annotations) {
    const [x1, y1, width, height] = annotation.bbox;
    const { difficult_area: difficultArea, area, iscrowd } = annotation;
    const ignore = iscrowd === 1 ? 'crowd' : difficultArea === undefined ? undefined : 'difficult';
    imageOf.get(annotation.image_id)!.groundTruth.push({
      box: { x1, y1, x2: x1 + width, y2: y1 + height },
      classIndex: classOf.get(annotation.category_id)!,
      area: difficultArea ?? area,
      ...(ignore === undefined ? {} : { ignore }),
    });
  }
  return { images, classes: coco.categories.map(({ name }) => name) };
}

/** predictions.coco.json: COCO's results list, a line a detection. Ids must be those of the ground truth beside it. */
export function formatPredictions(detections: DetectionColumns, ids: CocoIds): string {
  const { x1, y1, x2, y2, score } = detections;
  const lines = Array.from({ length: detections.length }, (_, row) =>
    JSON.stringify({
      image_id: ids.images[detections.image[row]!]!,
      category_id: ids.categories[detections.classIndex[row]!]!,
      bbox: [x1[row]!, y1[row]!, x2[row]! - x1[row]!, y2[row]! - y1[row]!],
      score: score[row]!,
    }),
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}
