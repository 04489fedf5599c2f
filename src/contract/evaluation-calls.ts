// The calls about stored evaluations: what they are asked with, and what they answer.
import { z } from 'zod';
import type { JudgedTable } from '../core/analysis/judged-table.ts';
import type { Box } from '../core/boxes/box.ts';
import type { GroundTruth } from '../core/matching/detection.ts';
import type { LedgerState } from '../core/ledger/compare-false-positives.ts';
import type { ImageRecord } from './dataset.ts';
import { operatingSettingsSchema, type ErrorKind, type OperatingPoint } from './evaluation.ts';

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
  readonly images: readonly Pick<ImageRecord, 'imageId' | 'width' | 'height' | 'contentHash'>[];
  readonly classes: readonly string[];
  /** Of the run's dataset, for pictures. */
  readonly datasetId: string;
  readonly length: number;
  readonly columns: Readonly<Record<keyof Omit<JudgedTable, 'length'>, PackedNumbers>>;
}

/** A split at some settings as one HTML page, for somebody who has no Boxwright. */
export interface ReportDocument {
  readonly html: string;
  /** The dataset's folder is not where the run expects it: there are no pictures. */
  readonly datasetMoved: boolean;
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

/** A recount's settings with which crops are wanted. */
export const cropsInput = recountInput.extend({
  /** Those of true positives too. Default false. */
  withTruePositives: z.boolean().exactOptional(),
});
/** What the crops of some boxes look like: rows of the JudgedTable, in its order. */
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
export const saveSettingsInput = z.object({ runId: z.string(), settings: operatingSettingsSchema });
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
/** The file of an evaluated image as it is now. */
export interface EvaluatedPicture {
  /** `changed`: it is of another size or has other bytes than it had, or cannot be decoded any more. */
  readonly state: 'ok' | 'missing' | 'changed' | 'dataset-moved';
  /** Absolute, where it is expected. */
  readonly path: string;
  /** What is wrong, in words. */
  readonly message: string | null;
}
/** Everything of one image that the inspector needs: candidates before suppression as plain columns. */
export interface EvaluationImage {
  readonly datasetId: string;
  readonly record: ImageRecord;
  readonly picture: EvaluatedPicture;
  readonly classes: readonly string[];
  readonly candidates: CandidateColumns;
  /** Empty for predictions of an unknown detector: nothing is known of where a candidate comes from. */
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
  /** What training was told of the image: its labels first, then the marks that the run took into account. Image px. */
  readonly trainedOn: readonly GroundTruth[];
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
