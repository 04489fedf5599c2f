// evaluations/<split>/: summary, candidates before suppression, and the pair of files that pycocotools compares.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CandidateTable } from '../../core/decode/candidate-table.ts';
import type { DetectionColumns } from '../../core/matching/columns.ts';
import { UserError } from '../../core/user-error.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import { evaluationSummarySchema, type EvaluationSummary } from '../../contract/evaluation.ts';
import { decodeCandidates, encodeCandidates } from './candidates-arrow.ts';
import {
  chooseCocoIds,
  decodeGroundTruth,
  encodeGroundTruth,
  formatPredictions,
  type CocoGroundTruth,
} from './coco-files.ts';
import { writeTogether } from './write-atomically.ts';

/** An evaluation as it is read: all that a recount at other settings needs, without the dataset. */
export interface StoredEvaluation {
  readonly summary: EvaluationSummary;
  readonly classes: readonly string[];
  /** The evaluated images with their ground truth, in the order of `candidates.imageIds`. */
  readonly images: readonly ImageRecord[];
  readonly candidates: CandidateTable;
  /** Ids of the classes in the COCO files beside; on writing, 1 and up where they are left out. */
  readonly categoryIds?: readonly number[];
}

/** An evaluation as it is written: also the detections after suppression at the report's settings. */
export interface NewEvaluation extends StoredEvaluation {
  /** `image` is an index into `images`. */
  readonly detections: DetectionColumns;
}

/** Writes all files together: a folder with a summary is complete. */
export async function writeEvaluation(directory: string, evaluation: NewEvaluation): Promise<void> {
  const { summary, classes, images, candidates, detections } = evaluation;
  const { imageIds } = candidates;
  if (imageIds.length !== images.length || images.some(({ imageId }, index) => imageId !== imageIds[index])) {
    throw new Error('The images of an evaluation must be those of its candidates, in the same order');
  }
  const ids = chooseCocoIds(images, classes, evaluation.categoryIds);
  const groundTruth = encodeGroundTruth(images, classes, ids);
  const path = (name: string) => join(directory, name);
  const mark = path('summary.json');
  await writeTogether(
    new Map<string, string | Uint8Array>([
      [path('candidates.arrow'), encodeCandidates(candidates, classes)],
      [path('ground-truth.coco.json'), JSON.stringify(groundTruth)],
      [path('predictions.coco.json'), formatPredictions(detections, ids)],
      [mark, `${JSON.stringify(summary, null, 2)}\n`],
    ]),
    mark,
  );
}

/** Reads the summary alone. @throws UserError when the split was not evaluated */
export async function readEvaluationSummary(directory: string, split: string): Promise<EvaluationSummary> {
  const bytes = await readEvaluationFile(directory, split, 'summary.json');
  return evaluationSummarySchema.parse(JSON.parse(bytes.toString('utf8')));
}

/** Reads an evaluation without its detections. @throws UserError when the split was not evaluated */
export async function readEvaluation(directory: string, split: string): Promise<StoredEvaluation> {
  const summary = await readEvaluationSummary(directory, split);
  const [arrow, coco] = await Promise.all([
    readEvaluationFile(directory, split, 'candidates.arrow'),
    readEvaluationFile(directory, split, 'ground-truth.coco.json'),
  ]);
  const groundTruth = JSON.parse(coco.toString('utf8')) as CocoGroundTruth;
  const { images, classes } = decodeGroundTruth(groundTruth);
  // Arrow keeps no dictionary for a table without rows; the list of images is the same.
  const candidates = { ...decodeCandidates(arrow), imageIds: images.map(({ imageId }) => imageId) };
  return { summary, classes, images, candidates, categoryIds: groundTruth.categories.map(({ id }) => id) };
}

async function readEvaluationFile(directory: string, split: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(directory, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new UserError({
      code: 'evaluation-not-found',
      message: `The run has no evaluation of the split "${split}" (${join(directory, name)} is missing).`,
      hint: 'Evaluate the run on this split first.',
    });
  }
}
