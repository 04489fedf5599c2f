// The calls between page and workbench server: inputs as schemas, outputs as types. The server's router implements
// `Api` procedure by procedure (tRPC over WebSocket); the page's in-memory client for tests implements it too.
import { z } from 'zod';
import type { SuggestedCount } from '../core/anchors/suggest-count.ts';
import type { FoundThreshold } from '../core/analysis/find-threshold.ts';
import type { Box } from '../core/boxes/box.ts';
import { enclosingPixels } from '../core/crops/crop-window.ts';
import type { Mark } from '../core/marks/mark.ts';
import type { clusterAnchorsInput, ExactAnchors, ObjectSizes, suggestAnchorsInput } from './anchor-calls.ts';
import type { DatasetProblem, DatasetSummary, ImageRecord } from './dataset.ts';
import { type EvaluationSummary } from './evaluation.ts';
import type { JobEvent } from './job-events.ts';
import type { addMarksInput, MarkExport, MarkList, removeMarksInput } from './marks.ts';
import {
  recipeSchema,
  type BackendName,
  type BranchRecipe,
  type Recipe,
  type ResolvedRecipe,
} from './recipe.ts';
import type { RunRecord } from './run.ts';
import type {
  evaluationInput,
  cropsInput,
  recountInput,
  findThresholdInput,
  saveSettingsInput,
  ledgerInput,
  evaluationImageInput,
  SplitRecount,
  JudgedBoxes,
  PartPrecision,
  ReportDocument,
  Ledger,
  CropBatch,
  ObjectnessMaps,
  PackedNumbers,
  EvaluationImage,
} from './evaluation-calls.ts';

/** Which engine serves and why; shown in the header and by `doctor`. */
export interface EngineStatus {
  readonly backend: BackendName;
  /** For example `TensorFlow 2.21`. */
  readonly label: string;
  /** For example `CPU, 2 threads`. */
  readonly detail: string;
  /** Why this one and not a faster one; null when it is the best there is. */
  readonly reason: string | null;
  /** Command that would improve it, or null. */
  readonly hint: string | null;
}

export interface SystemInfo {
  readonly version: string;
  readonly engine: EngineStatus;
  readonly runsDirectory: string;
  readonly home: string;
}

/** Datasets the server has been asked to open: the state that all tabs share. */
export interface OpenedDataset {
  /** Stable: a hash of the absolute root. Part of URLs. */
  readonly datasetId: string;
  readonly root: string;
  readonly name: string;
  readonly state: 'opening' | 'ready' | 'failed';
  /** While opening: what is being done, and how far. */
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number } | null;
  readonly images: number;
  /** While opening takes long: images that can be looked at already. */
  readonly first: readonly ImageListItem[];
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
}

export const datasetIdInput = z.object({ datasetId: z.string() });
export const openDatasetInput = z.object({ root: z.string().min(1) });
export const datasetImagesInput = z.object({
  datasetId: z.string(),
  offset: z.int().nonnegative(),
  limit: z.int().positive().max(2000),
  split: z.string().optional(),
  className: z.string().optional(),
  /** Only images that a problem speaks of. */
  onlyProblems: z.boolean().optional(),
  /** Part of the imageId, case-insensitive. */
  search: z.string().optional(),
});
export interface ImageListItem {
  readonly imageId: string;
  readonly width: number;
  readonly height: number;
  readonly split: string;
  readonly boxes: number;
  readonly problems: number;
}
export interface ImageList {
  readonly total: number;
  readonly items: readonly ImageListItem[];
}
export const datasetImageInput = z.object({ datasetId: z.string(), imageId: z.string() });
export interface DatasetImage {
  readonly record: ImageRecord;
  readonly problems: readonly DatasetProblem[];
}

export const listFoldersInput = z.object({ path: z.string().nullable() });
/** For choosing a folder where there is no native dialog: sub-folders of a folder the server may show. */
export interface FolderListing {
  readonly path: string;
  readonly parent: string | null;
  readonly folders: readonly {
    readonly name: string;
    readonly path: string;
    readonly looksLikeDataset: boolean;
  }[];
}

export const recipeInput = z.object({ datasetId: z.string(), recipe: recipeSchema });
/** A recipe resolved against a dataset, with what it costs. */
export interface RecipePreview {
  readonly recipe: ResolvedRecipe;
  readonly parameters: number;
  /** Multiply-adds x 2 of one forward pass. */
  readonly flops: number;
  readonly candidatesPerImage: number;
  readonly branches: readonly {
    readonly stride: number;
    readonly gridWidth: number;
    readonly gridHeight: number;
    /** Theoretical, input px. */
    readonly receptiveField: number;
  }[];
  /** Fit of the anchors to the training boxes at input size. */
  readonly meanBestIou: number;
  readonly trainImages: number;
  readonly validationImages: number;
  readonly testImages: number;
  readonly warnings: readonly string[];
}

export const startTrainingInput = z.object({
  datasetId: z.string(),
  recipe: recipeSchema,
  maxMinutes: z.number().positive().nullable().optional(),
  /** Run whose best weights the training starts from. */
  from: z.string().optional(),
});
export const runIdInput = z.object({ runId: z.string() });
/** Where the dataset of a run is now. `others`: also of all runs of its old place that fit; `force`: although it differs. */
export const relocateInput = runIdInput.extend({
  root: z.string().min(1),
  others: z.boolean().optional(),
  force: z.boolean().optional(),
});
export interface RelocatedRuns {
  /** Of the dataset at its new place. */
  readonly datasetId: string;
  /** The runs that took it over. */
  readonly runIds: readonly string[];
}
/** Predictions of another detector. `file`: a path on the server's machine. */
export const importInput = datasetIdInput.extend({
  file: z.string().min(1),
  split: z.string(),
  name: z.string().min(1).optional(),
  categoryNames: z.string().min(1).optional(),
});
export interface ImportedPredictions {
  readonly record: RunRecord;
  /** How images were found, in words. */
  readonly way: string;
  /** What was left out or is doubtful, in words. */
  readonly warnings: readonly string[];
}
export const runEventsInput = z.object({ runId: z.string(), fromSequence: z.int().nonnegative() });
export interface RunDetails {
  readonly record: RunRecord;
  /** Null for a run without a network. */
  readonly recipe: Recipe | null;
  readonly recipeYaml: string | null;
  readonly datasetId: string;
  /** Whether the dataset's folder is where the run remembers it. */
  readonly datasetThere: boolean;
  /** Absolute path of the run folder. */
  readonly directory: string;
}

/** Router shape by dotted path, for reference and for in-memory clients. Q: query, M: mutation, S: subscription. */
export interface Api {
  'system.info': () => SystemInfo; // Q
  'system.folders': (input: z.input<typeof listFoldersInput>) => FolderListing; // Q
  'dataset.open': (input: z.input<typeof openDatasetInput>) => OpenedDataset; // M: returns at once, opening goes on
  'dataset.openSample': () => OpenedDataset; // M: makes the sample dataset if it is not there
  'dataset.close': (input: z.input<typeof datasetIdInput>) => null; // M
  'dataset.opened': () => readonly OpenedDataset[]; // S: whole list at each change
  'dataset.summary': (input: z.input<typeof datasetIdInput>) => DatasetSummary; // Q
  'dataset.images': (input: z.input<typeof datasetImagesInput>) => ImageList; // Q
  'dataset.image': (input: z.input<typeof datasetImageInput>) => DatasetImage; // Q
  'training.preview': (input: z.input<typeof recipeInput>) => RecipePreview; // Q
  'training.start': (input: z.input<typeof startTrainingInput>) => RunRecord; // M
  'training.stop': (input: z.input<typeof runIdInput>) => null; // M
  'training.resume': (input: z.input<typeof runIdInput>) => RunRecord; // M
  'anchors.sizes': (input: z.input<typeof recipeInput>) => ObjectSizes; // Q: what depends on data and input alone
  'anchors.judge': (input: z.input<typeof recipeInput>) => ExactAnchors; // Q: of the recipe's branches
  'anchors.cluster': (input: z.input<typeof clusterAnchorsInput>) => readonly BranchRecipe[]; // Q
  'anchors.suggest': (input: z.input<typeof suggestAnchorsInput>) => SuggestedCount; // Q
  'runs.list': () => readonly RunRecord[]; // S: whole list, newest first, at each change
  'runs.get': (input: z.input<typeof runIdInput>) => RunDetails; // Q
  'runs.events': (input: z.input<typeof runEventsInput>) => JobEvent; // S: replay from a sequence number, then live
  'runs.delete': (input: z.input<typeof runIdInput>) => null; // M
  'runs.import': (input: z.input<typeof importInput>) => ImportedPredictions; // M
  'runs.relocate': (input: z.input<typeof relocateInput>) => RelocatedRuns; // M
  'evaluation.start': (input: z.input<typeof evaluationInput>) => null; // M
  'evaluation.summary': (input: z.input<typeof evaluationInput>) => EvaluationSummary; // Q
  'evaluation.recount': (input: z.input<typeof recountInput>) => SplitRecount; // Q
  'evaluation.judged': (input: z.input<typeof recountInput>) => JudgedBoxes; // Q
  'evaluation.report': (input: z.input<typeof recountInput>) => EvaluationSummary; // Q: the report at other settings
  'evaluation.reportPage': (input: z.input<typeof recountInput>) => ReportDocument; // Q
  'evaluation.findThreshold': (input: z.input<typeof findThresholdInput>) => FoundThreshold | null; // Q: null: nothing was detected
  'evaluation.parts': (input: z.input<typeof recountInput>) => readonly PartPrecision[]; // Q: branches and their anchors
  'evaluation.brightness': (input: z.input<typeof evaluationInput>) => PackedNumbers; // Q: float32: mean luma of each image; NaN: unknown
  'evaluation.ledger': (input: z.input<typeof ledgerInput>) => Ledger; // Q
  'evaluation.crops': (input: z.input<typeof cropsInput>) => CropBatch; // S: batch after batch, until all are done
  'evaluation.saveSettings': (input: z.input<typeof saveSettingsInput>) => null; // M: the run's operating point from now on
  'evaluation.objectness': (input: z.input<typeof evaluationImageInput>) => ObjectnessMaps; // Q
  'evaluation.image': (input: z.input<typeof evaluationImageInput>) => EvaluationImage; // Q
  'marks.list': (input: z.input<typeof datasetIdInput>) => MarkList; // S: whole list at each change
  'marks.add': (input: z.input<typeof addMarksInput>) => readonly Mark[]; // M: one step; those that are new
  'marks.remove': (input: z.input<typeof removeMarksInput>) => null; // M: one step
  'marks.undo': (input: z.input<typeof datasetIdInput>) => null; // M
  'marks.redo': (input: z.input<typeof datasetIdInput>) => null; // M
  'marks.export': (input: z.input<typeof datasetIdInput>) => MarkExport; // Q
}

/** Pictures are plain HTTP, so that the browser caches them. `imageId` is encodeURIComponent'ed in the query. */
export const imageUrl = (datasetId: string, imageId: string): string =>
  `/image/${datasetId}?id=${encodeURIComponent(imageId)}`;
export const thumbnailUrl = (datasetId: string, imageId: string, size: number): string =>
  `/thumbnail/${datasetId}?id=${encodeURIComponent(imageId)}&size=${size}`;
/**
 * A box with what surrounds it (see `cropWindow`), no larger than `size` px each way.
 * @param image where its content's hash is known, only of that picture: there is none once the file has changed
 * @param box image px
 */
export function cropUrl(
  datasetId: string,
  { imageId, contentHash }: Pick<ImageRecord, 'imageId' | 'contentHash'>,
  box: Box,
  size: number,
): string {
  const { x1, y1, x2, y2 } = enclosingPixels(box);
  const hash = contentHash === undefined ? '' : `&hash=${contentHash}`;
  return `/crop/${datasetId}?id=${encodeURIComponent(imageId)}&box=${[x1, y1, x2, y2].join(',')}&size=${size}${hash}`;
}
