// The calls between the server and its inspector process.
import type { CandidateColumns, ObjectnessMaps, RecipePreview, SplitRecount } from '../../contract/api.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';
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

/** What the inspector process can be asked. */
export interface InspectorCalls {
  recount(input: EvaluationPlace & { readonly settings: OperatingSettings }): Promise<SplitRecount>;
  image(input: EvaluationPlace & { readonly imageId: string }): Promise<InspectedImage>;
  /** Runs the run's network on the image. */
  objectness(input: EvaluationPlace & { readonly imageId: string }): Promise<ObjectnessMaps>;
  /** Hands a dataset over for `preview`, which names it by key. The last DATASETS_HELD are kept. */
  holdDataset(input: { readonly key: string; readonly packed: PackedDataset }): Promise<null>;
  preview(input: { readonly key: string; readonly recipe: Recipe }): Promise<RecipePreview>;
}

export const DATASETS_HELD = 4;

export type InspectorMethod = keyof InspectorCalls;
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
