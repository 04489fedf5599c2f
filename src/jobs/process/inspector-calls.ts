// The calls between the server and its inspector process.
import type { RecipePreview } from '../../contract/api.ts';
import type {
  CandidateColumns,
  CropBatch,
  JudgedBoxes,
  Ledger,
  ObjectnessMaps,
  PackedNumbers,
  PartPrecision,
  ReportDocument,
  SplitRecount,
} from '../../contract/evaluation-calls.ts';
import type { ExactAnchors, ObjectSizes } from '../../contract/anchor-calls.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import type { BranchRecipe, Recipe } from '../../contract/recipe.ts';
import type { FitMetric } from '../../core/anchors/shape-fit.ts';
import type { SuggestedCount } from '../../core/anchors/suggest-count.ts';
import type { FoundThreshold, ThresholdGoal } from '../../core/analysis/find-threshold.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';
import type { ReclusterRequest } from '../anchors/recluster-anchors.ts';
import type { ImportedRun, ImportRequest } from '../import/import-predictions.ts';
import type { PackedDataset } from '../../storage/datasets/packed-dataset.ts';

/** A stored evaluation. */
export interface EvaluationPlace {
  readonly runDirectory: string;
  readonly split: string;
}

/** One image of a stored evaluation. */
export interface InspectedImage {
  readonly record: ImageRecord;
  readonly classes: readonly string[];
  readonly candidates: CandidateColumns;
}

/** A stored evaluation at some settings. */
export type EvaluationAt = EvaluationPlace & {
  readonly settings: OperatingSettings;
  /** Whether the marks of the dataset count as ground truth. */
  readonly withMarks?: boolean;
};

/** A recipe on a dataset that the process holds. */
interface OfRecipe {
  readonly key: string;
  readonly recipe: Recipe;
}

/**
 * What the inspector process can be asked. Calls about an evaluation throw a UserError where there is none, or where it cannot
 * be read.
 */
export interface InspectorCalls {
  recount(input: EvaluationAt): Promise<SplitRecount>;
  judged(input: EvaluationAt): Promise<Omit<JudgedBoxes, 'datasetId'>>;
  report(input: EvaluationAt): Promise<EvaluationSummary>;
  /** The report as one HTML page (see `makeReportPage`). */
  reportPage(input: EvaluationAt): Promise<ReportDocument>;
  findThreshold(input: EvaluationAt & { readonly goal: ThresholdGoal }): Promise<FoundThreshold | null>;
  parts(input: EvaluationAt): Promise<readonly PartPrecision[]>;
  /**
   * Mean luma of each evaluated image in [0, 255], in their order, float32; NaN where it cannot be read. Takes a while for images
   * that were not asked for before.
   */
  brightness(input: EvaluationPlace): Promise<PackedNumbers>;
  ledger(input: {
    readonly before: EvaluationAt;
    readonly after: EvaluationAt;
  }): Promise<Omit<Ledger, 'datasetId'>>;
  /** One image's candidates and ground truth. @throws UserError when it was not evaluated */
  image(input: EvaluationPlace & { readonly imageId: string }): Promise<InspectedImage>;
  /** What boxes look like, from a row of the judged table on: a batch that takes a moment, to be asked for again. */
  describeCrops(
    input: EvaluationAt & { readonly fromRow: number; readonly withTruePositives?: boolean },
  ): Promise<CropBatch>;
  /** Makes settings the run's operating point (see `saveRunSettings`). */
  saveSettings(input: { readonly runDirectory: string; readonly settings: OperatingSettings }): Promise<null>;
  /** Runs the run's network on the image. */
  objectness(input: EvaluationPlace & { readonly imageId: string }): Promise<ObjectnessMaps>;
  /** Hands a dataset over for the calls below, which name it by key. The last DATASETS_HELD are kept. */
  holdDataset(input: { readonly key: string; readonly packed: PackedDataset }): Promise<null>;
  /** Calls about recipes throw a UserError for one that cannot run on the dataset. */
  preview(input: OfRecipe): Promise<RecipePreview>;
  objectSizes(input: OfRecipe): Promise<ObjectSizes>;
  /** Of the recipe's branches. */
  judgeAnchors(input: OfRecipe): Promise<ExactAnchors>;
  clusterAnchors(input: OfRecipe & { readonly request: ReclusterRequest }): Promise<readonly BranchRecipe[]>;
  suggestAnchors(input: OfRecipe & { readonly metric: FitMetric }): Promise<SuggestedCount>;
  /** Makes a run of predictions (see `importPredictions`). */
  importPredictions(input: {
    readonly key: string;
    readonly request: ImportRequest;
  }): Promise<Pick<ImportedRun, 'way' | 'warnings'> & { readonly runDirectory: string }>;
}

/** Calls that name a dataset. */
export type DatasetMethod = RecipeMethod | 'importPredictions';
/** Calls about a recipe on a dataset. */
export type RecipeMethod = 'preview' | 'objectSizes' | 'judgeAnchors' | 'clusterAnchors' | 'suggestAnchors';

export const DATASETS_HELD = 4;

export type InspectorMethod = keyof InspectorCalls;
/** Calls that speak of stored evaluations alone. */
export type EvaluationMethod = Exclude<InspectorMethod, 'holdDataset' | DatasetMethod>;
export type InspectorInput<M extends InspectorMethod> = Parameters<InspectorCalls[M]>[0];
export type InspectorResult<M extends InspectorMethod> = Awaited<ReturnType<InspectorCalls[M]>>;

export interface InspectorRequest<M extends InspectorMethod = InspectorMethod> {
  readonly id: number;
  readonly method: M;
  readonly input: InspectorInput<M>;
}

export type InspectorReply = { readonly id: number } & (
  | { readonly result: InspectorResult<InspectorMethod> }
  | { readonly userError: UserErrorDetails }
  /** Stack of a bug. */
  | { readonly stack: string }
);
