// Judges a COCO results file (any detector's) against a COCO annotation file, without a run or the images.
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import { boxArea } from '../../core/boxes/box.ts';
import { detectionColumns, groundTruthColumns } from '../../core/matching/columns.ts';
import type { Detection, GroundTruth } from '../../core/matching/detection.ts';
import { evaluateDetections } from '../../core/metrics/evaluate-split.ts';
import { UserError } from '../../core/user-error.ts';
import { parseCoco, type CocoFile, type CocoId } from '../datasets/coco/parse-coco.ts';

/** A file's name, for messages, and its text. */
export interface NamedText {
  readonly file: string;
  readonly text: string;
}

/** Positions of ids, in ascending order of the ids as pycocotools sorts them. */
interface IdIndex {
  readonly images: ReadonlyMap<CocoId, number>;
  readonly classes: ReadonlyMap<number, number>;
  readonly classNames: readonly string[];
}

/** @throws UserError when a file cannot be read, or names images or categories that the annotations do not have */
export function judgeCocoResults(
  groundTruth: NamedText,
  predictions: NamedText,
  settings: OperatingSettings,
): EvaluationSummary {
  const coco = parseCoco(groundTruth.text, groundTruth.file);
  const index = indexIds(coco);
  return evaluateDetections(
    groundTruth.file,
    groundTruthColumns(groundTruthPerImage(coco, index)),
    detectionColumns(detectionsPerImage(predictions, index)),
    index.classNames,
    settings,
  );
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
    const box = fromXywh(bbox);
    perImage[image]!.push({
      box,
      classIndex,
      area: area ?? boxArea(box),
      ...(isCrowd ? { ignore: 'crowd' } : {}),
    });
  }
  return perImage;
}

function detectionsPerImage({ file, text }: NamedText, index: IdIndex): Detection[][] {
  const list = parseResults(file, text);
  const perImage = Array.from({ length: index.images.size }, (): Detection[] => []);
  list.forEach((entry, position) => {
    const where = `${file}: result ${position + 1}`;
    if (typeof entry !== 'object' || entry === null)
      throw resultError(`${where} is ${JSON.stringify(entry)}; expected an object.`);
    const { image_id: imageId, category_id: categoryId, bbox, score } = entry as Record<string, unknown>;
    const image = index.images.get(imageId as CocoId);
    const classIndex = index.classes.get(categoryId as number);
    if (image === undefined)
      throw resultError(`${where} has image_id ${String(imageId)}, which the annotations do not have.`);
    if (classIndex === undefined)
      throw resultError(
        `${where} has category_id ${String(categoryId)}; the annotations have ${[...index.classes.keys()].join(', ')}.`,
      );
    if (!isBox(bbox))
      throw resultError(`${where} has bbox ${JSON.stringify(bbox)}; expected [x, y, width, height].`);
    if (typeof score !== 'number' || !Number.isFinite(score))
      throw resultError(`${where} has score ${JSON.stringify(score)}; expected a number.`);
    perImage[image]!.push({ box: fromXywh(bbox), classIndex, score });
  });
  return perImage;
}

function parseResults(file: string, text: string): unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw resultError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (Array.isArray(content)) return content;
  throw resultError(`${file} is not a list of results; it is ${content === null ? 'null' : typeof content}.`);
}

function resultError(message: string): UserError {
  return new UserError({
    code: 'results-unreadable',
    message,
    hint: 'COCO results are a JSON list of {"image_id", "category_id", "bbox": [x, y, width, height], "score"}.',
  });
}

type Xywh = readonly [number, number, number, number];

function isBox(value: unknown): value is Xywh {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every((side) => typeof side === 'number' && Number.isFinite(side))
  );
}

function fromXywh([x, y, width, height]: Xywh) {
  return { x1: x, y1: y, x2: x + width, y2: y + height };
}
