// Judges a COCO results file (any detector's) against a COCO annotation file, without a run or the images.
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import { boxArea } from '../../core/boxes/box.ts';
import { detectionColumns, groundTruthColumns } from '../../core/matching/columns.ts';
import type { Detection, GroundTruth } from '../../core/matching/detection.ts';
import { evaluateDetections } from '../../core/metrics/evaluate-split.ts';
import { summarizeRefused } from '../../core/metrics/left-out.ts';
import { parseCoco, type CocoFile, type CocoId } from '../datasets/coco/parse-coco.ts';
import {
  parseResults,
  refusedEntries,
  resultError,
  type CocoResults,
  type NamedText,
} from './parse-results.ts';

/** Positions of ids, in ascending order of the ids as pycocotools sorts them. */
interface IdIndex {
  readonly images: ReadonlyMap<CocoId, number>;
  readonly classes: ReadonlyMap<number, number>;
  readonly classNames: readonly string[];
}

/**
 * Boxes count as they are given: an IoU is never above 1, so nothing is suppressed.
 * @throws UserError when a file cannot be read, or names images or categories that the annotations do not have
 */
export function judgeCocoResults(
  groundTruth: NamedText,
  predictions: NamedText,
  settings: Omit<OperatingSettings, 'nmsIouThreshold'>,
): EvaluationSummary {
  const coco = parseCoco(groundTruth.text, groundTruth.file);
  const index = indexIds(coco);
  const results = parseResults(predictions);
  const summary = evaluateDetections(
    groundTruth.file,
    groundTruthColumns(groundTruthPerImage(coco, index)),
    detectionColumns(detectionsPerImage(predictions.file, results, index)),
    index.classNames,
    { ...settings, nmsIouThreshold: 1 },
  );
  const refused = summarizeRefused(refusedEntries(results));
  return { ...summary, ...(refused && { refused }) };
}

function indexIds(coco: CocoFile): IdIndex {
  const categories = [...coco.categories].sort((a, b) => a.id - b.id);
  const imageIds = coco.images
    .map((image) => image.id)
    .sort((a, b) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
    );
  return {
    images: new Map(imageIds.map((id, position) => [id, position])),
    classes: new Map(categories.map((category, position) => [category.id, position])),
    classNames: categories.map((category) => category.name),
  };
}

function groundTruthPerImage(coco: CocoFile, index: IdIndex): GroundTruth[][] {
  const perImage = Array.from({ length: index.images.size }, (): GroundTruth[] => []);
  for (const { imageId, categoryId, bbox, area, isCrowd } of coco.annotations) {
    const image = index.images.get(imageId);
    const classIndex = index.classes.get(categoryId);
    if (image === undefined || classIndex === undefined || bbox === undefined) continue;
    const [x1, y1, width, height] = bbox;
    const box = { x1, y1, x2: x1 + width, y2: y1 + height };
    perImage[image]!.push({
      box,
      classIndex,
      area: area ?? boxArea(box),
      ...(isCrowd ? { ignore: 'crowd' } : {}),
    });
  }
  return perImage;
}

function detectionsPerImage(file: string, results: CocoResults, index: IdIndex): Detection[][] {
  const perImage = Array.from({ length: index.images.size }, (): Detection[] => []);
  const { x, y, width, height, score } = results;
  for (let i = 0; i < results.length; i++) {
    const imageId = results.imageIds[results.image[i]!]!;
    const categoryId = results.categories[results.category[i]!]!.id;
    const image = index.images.get(imageId);
    const classIndex = index.classes.get(categoryId);
    if (image === undefined)
      throw resultError(
        file,
        results.position[i]!,
        `has image_id ${String(imageId)}, which the annotations do not have.`,
      );
    if (classIndex === undefined)
      throw resultError(
        file,
        results.position[i]!,
        `has category_id ${String(categoryId)}; the annotations have ${[...index.classes.keys()].join(', ')}.`,
      );
    const box = { x1: x[i]!, y1: y[i]!, x2: x[i]! + width[i]!, y2: y[i]! + height[i]! };
    perImage[image]!.push({ box, classIndex, score: score[i]! });
  }
  return perImage;
}
