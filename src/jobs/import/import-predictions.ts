// Makes a run without a network from any detector's predictions on a split of a dataset, so that they can be inspected.
import { readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import { groundTruthColumns, type DetectionColumns } from '../../core/matching/columns.ts';
import { evaluateDetections } from '../../core/metrics/evaluate-split.ts';
import { describeLeftOut, summarizeRefused } from '../../core/metrics/left-out.ts';
import { UserError } from '../../core/user-error.ts';
import { matchClasses } from '../../storage/coco-results/match-classes.ts';
import {
  parseResults,
  refusedEntries,
  type CocoResults,
  type NamedText,
} from '../../storage/coco-results/parse-results.ts';
import { tabulateResults, type TabulatedResults } from '../../storage/coco-results/results-table.ts';
import { parseCoco } from '../../storage/datasets/coco/parse-coco.ts';
import { stemOf } from '../../storage/datasets/paths.ts';
import { withContentHashes } from '../../storage/images/content-hash.ts';
import { chooseCocoIds } from '../../storage/runs/coco-files.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { leadingMetrics } from '../evaluate/judge-split.ts';
import { recipeSettings } from '../evaluate/operating-settings.ts';
import { resolveImages } from './resolve-images.ts';

export interface ImportRequest {
  readonly runsDirectory: string;
  /** Path of the results. */
  readonly file: string;
  /** test, else val, else the first one where it is left out. */
  readonly split?: string;
  /** The file's name where it is left out. */
  readonly name?: string;
  /** Path of a COCO file that says what the numbers of categories and images stand for. */
  readonly categoryNames?: string;
  /** Name and version of everything that may change a result. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface ImportedRun {
  readonly folder: RunFolder;
  readonly summary: EvaluationSummary;
  /** How images were found, in words. */
  readonly way: string;
  /** What was left out or is doubtful, in words. */
  readonly warnings: readonly string[];
}

/**
 * The settings at which imported predictions are judged: they are final already, and an IoU is never above 1, so suppression
 * removes nothing.
 */
const IMPORT_SETTINGS: OperatingSettings = {
  ...recipeSettings(recipeSchema.parse({}).evaluation),
  nmsIouThreshold: 1,
};

/** Reads, judges and stores. @throws UserError where the file does not fit the dataset; then nothing is stored */
export async function importPredictions(dataset: Dataset, request: ImportRequest): Promise<ImportedRun> {
  const file = resolve(request.file);
  const split = request.split ?? usualSplit(dataset);
  const results = parseResults(await readNamed(file));
  assertPixels(file, results);
  const { categoryNames } = request;
  const annotations =
    categoryNames === undefined ? undefined : parseCoco((await readNamed(categoryNames)).text, categoryNames);
  const classOf = matchClasses(file, results.categories, dataset, annotations);
  const images = imagesOfSplit(dataset, split);
  const matched = resolveImages(file, results, dataset, split, annotations);
  const place = new Map(images.map(({ imageId }, index) => [imageId, index]));
  const imageOf = matched.images.map((image) => (image === null ? -1 : (place.get(image.imageId) ?? -1)));
  const imageIds = images.map(({ imageId }) => imageId);
  const tabulated = tabulateResults(results, { imageIds, imageOf, classOf });
  const detections = detectionsOf(results, tabulated);
  const nameOf = (image: number) => imageIds[imageOf[image]!] ?? String(results.imageIds[image]);
  const refused = summarizeRefused(refusedEntries(results, nameOf));
  const summary = {
    ...evaluateDetections(
      split,
      groundTruthColumns(images.map(({ groundTruth }) => groundTruth)),
      detections,
      dataset.classes,
      IMPORT_SETTINGS,
    ),
    ...(refused && { refused }),
  };
  const warnings = [...matched.warnings, ...describeLeftOut(summary).map((text) => `${text}.`)];
  const folder = await store(
    dataset,
    { ...request, file },
    { way: matched.way, warnings },
    {
      summary,
      classes: dataset.classes,
      images: await withContentHashes(dataset.root, images, Date.now()),
      candidates: tabulated.table,
      detections,
      ...(dataset.categoryIds ? { categoryIds: dataset.categoryIds } : {}),
    },
  );
  return { folder, summary, way: matched.way, warnings };
}

async function store(
  dataset: Dataset,
  { runsDirectory, file, name, versions }: ImportRequest,
  { way, warnings }: Pick<ImportedRun, 'way' | 'warnings'>,
  evaluation: Parameters<RunFolder['writeEvaluation']>[1],
): Promise<RunFolder> {
  const { summary } = evaluation;
  const folder = await createRun(runsDirectory, {
    dataset,
    recipe: null,
    versions,
    name: name ?? stemOf(file.replaceAll('\\', '/')),
    source: { kind: 'imported', file },
  });
  try {
    await folder.writeEvaluation(summary.split, evaluation);
    await folder.updateRecord({
      metrics: leadingMetrics(summary),
      operatingSettings: IMPORT_SETTINGS,
      evaluatedAt: { [summary.split]: new Date().toISOString() },
    });
    await folder.appendEvent({
      type: 'log',
      level: 'info',
      message: `Imported from ${file}; images were found by ${way}.`,
    });
    for (const message of warnings) await folder.appendEvent({ type: 'log', level: 'warning', message });
    await folder.appendEvent({ type: 'succeeded', seconds: 0 });
    return folder;
  } catch (error) {
    await rm(folder.directory, { recursive: true, force: true });
    throw error;
  }
}

/** A file's text under its name. @throws UserError when it cannot be read */
async function readNamed(file: string): Promise<NamedText> {
  try {
    return { file, text: await readFile(file, 'utf8') };
  } catch (error) {
    throw new UserError({
      code: 'file-unreadable',
      message: `${file} cannot be read: ${(error as Error).message}`,
      hint: 'Give the path of a file on the machine that Boxwright runs on.',
    });
  }
}

function usualSplit({ splits }: Dataset): string {
  return ['test', 'val'].find((name) => splits.includes(name)) ?? splits[0]!;
}

/** In the order of their COCO ids, where they have any: equal scores are ranked in it, as pycocotools does. */
function imagesOfSplit({ name, images, classes, splits }: Dataset, split: string): ImageRecord[] {
  const own = images.filter((image) => image.split === split);
  if (own.length === 0)
    throw new UserError({
      code: 'split-empty',
      message: `${name} has no images in the split "${split}".`,
      hint: `It has ${splits.join(', ')}.`,
    });
  const ids = chooseCocoIds(own, classes).images;
  return [...own.keys()].sort((a, b) => ids[a]! - ids[b]!).map((index) => own[index]!);
}

/** The table's rows with the file's own digits, of which the table keeps 24 bits. */
function detectionsOf(results: CocoResults, { table, entry }: TabulatedResults): DetectionColumns {
  const column = (value: (i: number) => number) => Float64Array.from(entry, (i) => value(i));
  const { x, y, width, height, score } = results;
  return {
    length: table.length,
    image: table.image,
    classIndex: table.classIndex,
    score: column((i) => score[i]!),
    x1: column((i) => x[i]!),
    y1: column((i) => y[i]!),
    x2: column((i) => x[i]! + width[i]!),
    y2: column((i) => y[i]! + height[i]!),
  };
}

/** @throws UserError where all boxes lie within the first pixel: they are shares of the image */
function assertPixels(file: string, { length, x, y, width, height }: CocoResults): void {
  const isShare = (i: number) => x[i]! + width[i]! <= 1 && y[i]! + height[i]! <= 1;
  if (length === 0 || !Array.from({ length }, (_, i) => i).every(isShare)) return;
  throw new UserError({
    code: 'boxes-not-in-px',
    message: `All ${length} boxes of ${file} lie between 0 and 1: they are shares of the image, and px are expected.`,
    hint: "Multiply x and width by the image's width, y and height by its height.",
  });
}
