// The figures of a recipe's anchors: from bins on every move, exact when a hand lets go, and against what they are compared with.
import type { RecipePreview } from '../../../contract/api.ts';
import type { BranchRecipe } from '../../../contract/recipe.ts';
import { anchorWarnings } from '../../../core/anchors/anchor-warnings.ts';
import {
  DEFAULT_RECALL_RATIO,
  measureFit,
  type AnchorFit,
  type AnchorShare,
} from '../../../core/anchors/measure-fit.ts';
import type { SizeTable } from '../../../core/anchors/size-table.ts';
import { binTrainedSizes } from '../../../core/anchors/trained-sizes.ts';
import { costDifference } from '../../../core/network/cost-difference.ts';
import type { NetworkCost } from '../../../core/network/shapes.ts';
import type { Client } from '../../client.ts';
import type { RecipeDraft } from '../recipe-draft.svelte.ts';
import { listAnchors, scaleAnchors, type AnchorAddress, type ListedAnchor } from './anchor-edits.ts';
import { AnchorEditor } from './anchor-editor.svelte.ts';
import { BinnedObjects } from './binned-objects.svelte.ts';
import { Clustering } from './clustering.svelte.ts';
import { ComparedAnchors } from './compared-anchors.svelte.ts';
import { ExactAnswer } from './exact-answer.svelte.ts';

/** Figures of a set of anchors. */
export interface AnchorFigures extends NetworkCost {
  readonly fit: Omit<AnchorFit, 'aspects'>;
  /** Null until the server has counted them: only the places of the objects tell. */
  readonly collisions: { readonly all: number; readonly lost: number } | null;
}

export class AnchorLab {
  readonly draft: RecipeDraft;
  readonly editor: AnchorEditor;
  readonly objects: BinnedObjects;
  readonly compared: ComparedAnchors;
  readonly clustering: Clustering;
  readonly #exact: ExactAnswer;
  readonly #exactBefore: ExactAnswer;

  constructor(client: Client, draft: RecipeDraft) {
    const { datasetId } = draft;
    this.draft = draft;
    this.editor = new AnchorEditor(draft);
    this.objects = new BinnedObjects(client, datasetId);
    this.compared = new ComparedAnchors(client, datasetId);
    this.clustering = new Clustering(client, this);
    this.#exact = new ExactAnswer(client, datasetId);
    this.#exactBefore = new ExactAnswer(client, datasetId);
  }

  /** The recipe with all decided, and the anchors as they stand at this moment; null until it is known. */
  readonly recipe = $derived.by<RecipePreview['recipe'] | null>(() => {
    const { preview, recipe, branches } = this.draft;
    if (preview.value === null || branches === null) return null;
    const resolved = preview.value.recipe;
    return {
      ...resolved,
      loss: recipe?.loss ?? resolved.loss,
      augmentation: { ...resolved.augmentation, scale: this.#scale },
      network: { ...resolved.network, branches: [...branches] },
    };
  });
  readonly #scale = $derived.by(
    () => this.draft.recipe?.augmentation.scale ?? this.draft.preview.value?.recipe.augmentation.scale ?? 0,
  );
  /** Sizes as training sees them, in bins; null until they are known. */
  readonly table = $derived.by<SizeTable | null>(() => {
    const sizes = this.objects.answer.value;
    return sizes && binTrainedSizes(sizes.table, { scale: this.#scale, input: sizes.input });
  });

  /** From bins: follows every move. */
  readonly #fit = $derived.by(
    () => this.recipe && this.#measure(this.recipe.network.branches, this.draft.preview.value),
  );
  readonly #exactNow = $derived.by(() => this.#exact.of(this.recipe));
  readonly isExact = $derived.by(() => this.#exactNow !== null);
  readonly figures = $derived.by<AnchorFigures | null>(() => {
    const fit = this.#exactNow?.fit ?? this.#fit;
    const preview = this.draft.preview.value;
    if (fit === null || preview === null || this.recipe === null) return null;
    const candidatesPerImage = countCandidates(this.recipe);
    return { fit, ...costOf(preview), candidatesPerImage, collisions: collisionsOf(this.#exactNow) };
  });

  /** The anchors that these are compared with, at the present input size; null until they are known. */
  readonly before = $derived.by<readonly BranchRecipe[] | null>(() => {
    const preview = this.compared.value?.preview;
    if (preview === undefined || this.recipe === null) return null;
    const factor = this.recipe.input.width / preview.recipe.input.width;
    const { branches } = preview.recipe.network;
    return factor === 1 ? branches : scaleAnchors(branches, factor);
  });
  readonly figuresBefore = $derived.by<AnchorFigures | null>(() => {
    const preview = this.compared.value?.preview ?? null;
    if (preview === null || this.before === null) return null;
    const exact = this.#exactBefore.of(this.#recipeBefore);
    const fit = exact?.fit ?? this.#measure(this.before, preview);
    return fit && { fit, ...costOf(preview), collisions: collisionsOf(exact) };
  });
  readonly #recipeBefore = $derived.by(() => {
    const before = this.compared.value?.preview.recipe;
    if (before === undefined || this.recipe === null || this.before === null) return null;
    return { ...this.recipe, network: { ...before.network, branches: [...this.before] } };
  });
  readonly costChange = $derived.by(
    () => this.figures && this.figuresBefore && costDifference(this.figuresBefore, this.figures),
  );

  /** What is wrong, in words; of bins while a hand moves. */
  readonly warnings = $derived.by(() => {
    const sizes = this.objects.answer.value;
    if (sizes === null || this.#fit === null) return [];
    if (this.#exactNow !== null) return this.#exactNow.warnings;
    const { input, distinctSizes } = sizes;
    return anchorWarnings({ fit: this.#fit, input, distinctSizes, recallRatio: DEFAULT_RECALL_RATIO });
  });

  /** What an anchor wins and is trained by. */
  share({ stride, index }: AnchorAddress): AnchorShare | null {
    const branch = this.recipe?.network.branches.findIndex((candidate) => candidate.stride === stride);
    return (
      this.figures?.fit.anchors.find((share) => share.branch === branch && share.anchor === index) ?? null
    );
  }

  /** The anchor that a warning is about. */
  anchorAt(branch: number | undefined, anchor: number | undefined): ListedAnchor | null {
    const stride = branch === undefined ? undefined : this.recipe?.network.branches[branch]?.stride;
    return this.editor.anchors.find((one) => one.stride === stride && one.index === anchor) ?? null;
  }

  /** Of the anchors that these are compared with, those that are not among them. */
  readonly hollow = $derived.by(() =>
    listAnchors(this.before ?? []).filter(
      (before) =>
        !this.editor.anchors.some(
          ({ stride, width, height }) =>
            stride === before.stride && width === before.width && height === before.height,
        ),
    ),
  );

  /** Asks for what is missing; of runs to compare with, null is none. Never rejects. */
  update(compareWith: string | null): void {
    const { preview } = this.draft;
    if (preview.value === null) return;
    if (!this.compared.isTaken && !preview.pending) this.compared.take(preview.value);
    void this.objects.show(preview.value.recipe);
    void this.compared.show(compareWith, preview.value.recipe);
  }

  /** Asks for the exact figures of the anchors as they stand. Never rejects. */
  async makeExact(): Promise<void> {
    if (this.recipe === null || this.draft.recipe === null || this.draft.preview.error !== null) return;
    await this.#exact.ask(this.recipe);
    if (this.#recipeBefore !== null) await this.#exactBefore.ask(this.#recipeBefore);
  }
  readonly exactPending = $derived.by(() => this.#exact.pending || this.#exactBefore.pending);
  readonly exactError = $derived.by(() => this.#exact.error);

  #measure(branches: readonly BranchRecipe[], preview: RecipePreview | null): AnchorFit | null {
    if (this.table === null || preview === null || this.recipe === null) return null;
    const heads = branches.map(({ stride, anchors }) => ({
      stride,
      anchors: anchors.map(([width, height]) => ({ width, height })),
      // A branch that the server has not spoken of yet: nothing is wrong with it.
      receptiveField: preview.branches.find((head) => head.stride === stride)?.receptiveField ?? Infinity,
    }));
    return measureFit(this.table, heads, { rule: this.recipe.loss });
  }
}

const costOf = ({ parameters, flops, candidatesPerImage }: RecipePreview): NetworkCost => ({
  parameters,
  flops,
  candidatesPerImage,
});

const countCandidates = ({ input, network }: RecipePreview['recipe']): number =>
  network.branches.reduce(
    (total, { stride, anchors }) =>
      total + Math.floor(input.width / stride) * Math.floor(input.height / stride) * anchors.length,
    0,
  );

const collisionsOf = (exact: { collisions: number; lost: number } | null): AnchorFigures['collisions'] =>
  exact && { all: exact.collisions, lost: exact.lost };
