// The calls between page and workbench server: inputs as schemas, outputs as types. The server's router implements
// `Api` procedure by procedure (tRPC over WebSocket); the page's in-memory client for tests implements it too.
import { z } from 'zod';
import type { FoundThreshold } from '../core/analysis/find-threshold.ts';
import type { JudgedTable } from '../core/analysis/judged-table.ts';
import type { Box } from '../core/boxes/box.ts';
import { enclosingPixels } from '../core/crops/crop-window.ts';
import type { LedgerState } from '../core/ledger/compare-false-positives.ts';
import type { Mark } from '../core/marks/mark.ts';
import type { DatasetProblem, DatasetSummary, ImageRecord } from './dataset.ts';
import {
  operatingSettingsSchema,
  type ErrorKind,
  type EvaluationSummary,
  type OperatingPoint,
} from './evaluation.ts';
import type { JobEvent } from './job-events.ts';
import type { addMarksInput, MarkExport, MarkList, removeMarksInput } from './marks.ts';
import { recipeSchema, type BackendName, type Recipe, type ResolvedRecipe } from './recipe.ts';
import type { RunRecord } from './run.ts';

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
  /** Training boxes [width, height] at input px, a seeded sample of at most 2,000. */
  readonly boxSample: readonly (readonly [number, number])[];
  readonly trainImages: number;
  readonly validationImages: number;
  readonly testImages: number;
  readonly warnings: readonly string[];
}

export const startTrainingInput = z.object({
  datasetId: z.string(),
  recipe: recipeSchema,
  maxMinutes: z.number().positive().nullable().optional(),
});
export const runIdInput = z.object({ runId: z.string() });
export const runEventsInput = z.object({ runId: z.string(), fromSequence: z.int().nonnegative() });
export interface RunDetails {
  readonly record: RunRecord;
  readonly recipe: Recipe;
  readonly recipeYaml: string;
  readonly datasetId: string;
  /** Absolute path of the run folder. */
  readonly directory: string;
}

export const evaluationInput = z.object({ runId: z.string(), split: z.string() });
export const recountInput = evaluationInput.extend({
  settings: operatingSettingsSchema,
  /** The dataset's marks count as ground truth. Default false. */
  withMarks: z.boolean().exactOptional(),
});
/** A whole split at other settings, from the stored candidates. */
export interface SplitRecount {
  readonly operatingPoint: OperatingPoint;
  readonly AP50: number;
  /** One entry per image of the split, in the order of the stored evaluation. */
  readonly images: readonly {
    readonly imageId: string;
    readonly tp: number;
    readonly fp: number;
    readonly fn: number;
    readonly groundTruth: number;
  }[];
  /** Detections at these NMS settings by score, 25 bins over [0, 1]: what the score slider lies on. */
  readonly scoreHistogram: { readonly tp: readonly number[]; readonly fp: readonly number[] };
  readonly milliseconds: number;
}

/** A recount's settings with what a score threshold is wanted for. */
export const findThresholdInput = recountInput.extend({
  goal: z.object({
    kind: z.enum(['recall', 'precision', 'falsePositivesPerImage']),
    value: z.number().nonnegative(),
  }),
});

/** Every box of a split that was judged at some settings: a JudgedTable (core/analysis) as text. */
export interface JudgedBoxes {
  /** Dictionary of the column `image`: all evaluated images. */
  readonly images: readonly { readonly imageId: string; readonly width: number; readonly height: number }[];
  readonly classes: readonly string[];
  /** Of the run's dataset, for pictures. */
  readonly datasetId: string;
  readonly length: number;
  readonly columns: Readonly<Record<keyof Omit<JudgedTable, 'length'>, PackedNumbers>>;
}

/** What a part of the network contributes. AP50 in [0, 1], -1 where no object counts. */
export interface PartPrecision {
  readonly branch: number;
  /** Null: the whole branch. */
  readonly anchor: number | null;
  /** Were there nothing else. */
  readonly aloneAP50: number;
  /** Were it muted. */
  readonly withoutAP50: number;
}

/** A false positive in the ledger of two runs. Box in image px. */
export interface LedgerBox {
  readonly row: number;
  readonly box: Box;
  readonly score: number;
  readonly kind: ErrorKind;
  readonly branch: number;
  readonly anchor: number;
}
/** False positives of two evaluations of the same images, each at its own settings. */
export interface Ledger {
  readonly counts: Readonly<Record<LedgerState, number>>;
  /** At most LEDGER_LIMIT, by descending score. */
  readonly entries: readonly {
    readonly state: LedgerState;
    readonly imageId: string;
    readonly className: string;
    readonly before: LedgerBox | null;
    readonly after: LedgerBox | null;
    /** Of the two boxes; 0 where there is one. */
    readonly iou: number;
  }[];
  /** Images that both evaluations have. */
  readonly images: number;
  readonly datasetId: string;
}
export const LEDGER_LIMIT = 20_000;

/** What the crops of some wrong boxes look like: rows of the JudgedTable, in its order, true positives left out. */
export interface CropBatch {
  /** Rows of the table, uint32. Boxes of images that cannot be read are not among them. */
  readonly rows: PackedNumbers;
  /** DESCRIPTOR_LENGTH int8 for each (see core/look-alikes). */
  readonly descriptors: PackedNumbers;
  /** Mean luma of each in [0, 255], float32. */
  readonly brightness: PackedNumbers;
  /** Rows of the table that have been gone through, of all. */
  readonly done: number;
  readonly total: number;
}
/** Settings that become a run's operating point: reports of all its splits are taken again at them. */
export const saveSettingsInput = runIdInput.extend({ settings: operatingSettingsSchema });
export const ledgerInput = z.object({ before: recountInput, after: recountInput });

/** What a run's network says of one image: the probability that there is an object, of every cell and anchor. */
export interface ObjectnessMaps {
  /** In the order of the recipe's branches. */
  readonly branches: readonly {
    readonly stride: number;
    readonly gridWidth: number;
    readonly gridHeight: number;
    /** Per anchor gridHeight rows of gridWidth values in [0, 1], float32. */
    readonly anchors: readonly PackedNumbers[];
  }[];
  /** Of the forward pass. */
  readonly milliseconds: number;
}

export const evaluationImageInput = evaluationInput.extend({ imageId: z.string() });
/** Everything of one image that the inspector needs: candidates before suppression as plain columns. */
export interface EvaluationImage {
  readonly datasetId: string;
  readonly record: ImageRecord;
  readonly classes: readonly string[];
  readonly candidates: CandidateColumns;
  readonly branches: readonly {
    readonly stride: number;
    readonly anchors: readonly (readonly [number, number])[];
    /** Theoretical, input px. */
    readonly receptiveField: number;
  }[];
  /** How training chose what each cell and anchor should say. */
  readonly training: {
    readonly assignment: 'best' | 'ratio';
    readonly ratioThreshold: number;
    readonly ignoreThreshold: number;
  };
  /** The network's input size, px. */
  readonly input: { readonly width: number; readonly height: number };
}
/** Numbers as they lie in a typed array (little-endian), in base64: text that costs nobody anything on its way. */
export type PackedNumbers = string;

/** A CandidateTable of one image (see core/decode/candidate-table.ts); each column in its own type. */
export interface CandidateColumns {
  readonly length: number;
  readonly x1: PackedNumbers;
  readonly y1: PackedNumbers;
  readonly x2: PackedNumbers;
  readonly y2: PackedNumbers;
  readonly objectness: PackedNumbers;
  readonly classIndex: PackedNumbers;
  readonly classProbability: PackedNumbers;
  readonly sigma: PackedNumbers | null;
  readonly sideSigma: PackedNumbers | null;
  readonly branch: PackedNumbers;
  readonly anchor: PackedNumbers;
  readonly row: PackedNumbers;
  readonly column: PackedNumbers;
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
  'runs.list': () => readonly RunRecord[]; // S: whole list, newest first, at each change
  'runs.get': (input: z.input<typeof runIdInput>) => RunDetails; // Q
  'runs.events': (input: z.input<typeof runEventsInput>) => JobEvent; // S: replay from a sequence number, then live
  'runs.delete': (input: z.input<typeof runIdInput>) => null; // M
  'evaluation.start': (input: z.input<typeof evaluationInput>) => null; // M
  'evaluation.summary': (input: z.input<typeof evaluationInput>) => EvaluationSummary; // Q
  'evaluation.recount': (input: z.input<typeof recountInput>) => SplitRecount; // Q
  'evaluation.judged': (input: z.input<typeof recountInput>) => JudgedBoxes; // Q
  'evaluation.report': (input: z.input<typeof recountInput>) => EvaluationSummary; // Q: the report at other settings
  'evaluation.findThreshold': (input: z.input<typeof findThresholdInput>) => FoundThreshold | null; // Q: null: nothing was detected
  'evaluation.parts': (input: z.input<typeof recountInput>) => readonly PartPrecision[]; // Q: branches and their anchors
  'evaluation.ledger': (input: z.input<typeof ledgerInput>) => Ledger; // Q
  'evaluation.crops': (input: z.input<typeof recountInput>) => CropBatch; // S: batch after batch, until all are done
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
/** A box with what surrounds it (see `cropWindow`), no larger than `size` px each way. @param box image px */
export function cropUrl(datasetId: string, imageId: string, box: Box, size: number): string {
  const { x1, y1, x2, y2 } = enclosingPixels(box);
  return `/crop/${datasetId}?id=${encodeURIComponent(imageId)}&box=${[x1, y1, x2, y2].join(',')}&size=${size}`;
}
