// The recipe that is being written: what differs from the defaults, its errors, its undo, and what it would cost.
import type { RecipePreview } from '../../contract/api.ts';
import type { RunRecord } from '../../contract/run.ts';
import { recipeSchema, type BranchRecipe, type Recipe, type RecipeInput } from '../../contract/recipe.ts';
import type { Client } from '../client.ts';
import { scaleAnchors } from './anchors/anchor-edits.ts';
import { latestCall } from './latest-call.ts';
import {
  DEFAULT_RECIPE,
  isDefaultValue,
  overridesOf,
  readPath,
  recipeErrors,
  valueAsText,
  writePath,
} from './recipe-paths.ts';
import { Resource } from './resource.svelte.ts';

const PREVIEW_PAUSE_MS = 250;
const UNDO_STEPS = 100;
/** Edits of one field that follow each other this quickly are one step of undo. */
const ONE_STEP_MS = 800;

/** The run that a recipe was taken over from. */
export type RecipeOrigin = Pick<RunRecord, 'runId' | 'name'>;

interface Stored {
  readonly overrides: RecipeInput;
  readonly maxMinutes: number | null;
  /** Absent in drafts of older versions, as the next one is. */
  readonly origin?: RecipeOrigin | null;
  readonly fromWeights?: boolean;
}

export class RecipeDraft {
  readonly datasetId: string;
  /** Only what differs from the schema's defaults. */
  overrides = $state.raw<RecipeInput>({});
  maxMinutes = $state<number | null>(null);
  /** The run whose recipe this was at first, if it was one's. */
  origin = $state.raw<RecipeOrigin | null>(null);
  /** The training starts from the weights of `origin`. */
  fromWeights = $state(false);
  readonly preview = new Resource<RecipePreview>();

  readonly #validation = $derived(recipeSchema.safeParse(this.overrides));
  /** The whole recipe; null while a field is wrong. */
  readonly recipe = $derived<Recipe | null>(this.#validation.success ? this.#validation.data : null);
  /** Dotted path -> what is wrong there. */
  readonly errors = $derived(recipeErrors(this.overrides));
  /** Branches as they stand: the person's own, else those that clustering gives; null until known. */
  readonly branches = $derived.by<readonly BranchRecipe[] | null>(() => {
    const own = this.overrides.network?.branches;
    if (Array.isArray(own)) return own;
    const resolved = this.#clustered ?? this.preview.value?.recipe;
    if (resolved === undefined) return null;
    // It may still be that of another input size.
    const factor = this.#inputWidth / resolved.input.width;
    return factor === 1 ? resolved.network.branches : scaleAnchors(resolved.network.branches, factor);
  });
  /** The last recipe whose anchors were clustered: to them undo goes back at once, whatever the preview is of. */
  #clustered = $state.raw<RecipePreview['recipe'] | null>(null);
  readonly anchorsAreOwn = $derived(Array.isArray(this.overrides.network?.branches));

  #past = $state.raw<readonly RecipeInput[]>([]);
  #future = $state.raw<readonly RecipeInput[]>([]);
  readonly canUndo = $derived(this.#past.length > 0);
  readonly canRedo = $derived(this.#future.length > 0);

  readonly #client: Client;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;
  /** The last input width that can be: what the anchors are measured against. */
  #inputWidth = $state(DEFAULT_RECIPE.input.width);
  /** The person's anchors as she last set them, and at which input width; null where that is how they stand. */
  #edited: { readonly branches: readonly BranchRecipe[]; readonly width: number } | null = null;
  #lastEdit = { label: '', at: 0 };
  #previewTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    client: Client,
    datasetId: string,
    storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage,
  ) {
    this.#client = client;
    this.datasetId = datasetId;
    this.#storage = storage;
    this.#restore();
    void this.fetchPreview();
  }

  /** The value at a dotted path: the person's, else the default. */
  get(path: string): unknown {
    const own = readPath(this.overrides, path);
    return own === undefined ? readPath(DEFAULT_RECIPE, path) : own;
  }

  isDefault(path: string): boolean {
    return readPath(this.overrides, path) === undefined;
  }

  /** What is wrong at a dotted path or below it, by the schema or by the server. */
  errorAt(path: string): string | undefined {
    const below = [...this.errors].find(([at]) => at === path || at.startsWith(`${path}.`));
    if (below !== undefined) return below[1];
    const { error } = this.preview;
    return error?.message.includes(path) === true ? error.message : undefined;
  }

  /** What `auto` at a dotted path came to, as `auto: 256`. */
  resolvedText(path: string): string {
    const resolved = this.preview.value === null ? undefined : readPath(this.preview.value.recipe, path);
    if (resolved === undefined) return 'auto';
    return `auto: ${valueAsText(resolved)}`;
  }

  /** Sets the value at a dotted path; the default's own value clears it. */
  set(path: string, value: unknown): void {
    const changed = writePath(this.overrides, path, isDefaultValue(path, value) ? undefined : value);
    if (path === 'input.width') this.#edit(path, this.#rescaleAnchors(changed));
    else this.#edit(path, changed);
    if (path.startsWith('network.')) this.#edited = null;
  }

  setMaxMinutes(minutes: number | null): void {
    this.maxMinutes = minutes;
    this.#store();
  }

  setFromWeights(fromWeights: boolean): void {
    this.fromWeights = fromWeights;
    this.#store();
  }

  /** @param drag edits of one name are one step of undo, however long they take */
  setBranches(branches: readonly BranchRecipe[], step = 'anchors', drag?: string): void {
    this.#edited = null;
    this.#edit(drag ?? step, writePath(this.overrides, 'network.branches', branches), drag !== undefined);
  }

  /** Gives the anchors back to clustering. */
  clusterAnchors(): void {
    this.set('network.branches', 'auto');
  }

  /** Takes over a recipe. @param origin the run that it is of; without one the origin stays */
  replace(recipe: RecipeInput, origin?: RecipeOrigin): void {
    this.#edited = null;
    if (origin !== undefined) {
      // Wanted of one run's weights is not wanted of another's.
      if (origin.runId !== this.origin?.runId) this.fromWeights = false;
      this.origin = { runId: origin.runId, name: origin.name };
    }
    this.#edit('replace', overridesOf(recipe));
  }

  undo(): void {
    this.#step(this.#past, (rest, now) => {
      this.#past = rest;
      this.#future = [...this.#future, now];
    });
  }

  redo(): void {
    this.#step(this.#future, (rest, now) => {
      this.#future = rest;
      this.#past = [...this.#past, now];
    });
  }

  /** Asks the server what the recipe comes to; of several calls the newest wins. */
  readonly fetchPreview = latestCall<undefined>(async () => {
    const { recipe } = this;
    if (recipe === null) return;
    await this.preview.load(() =>
      this.#client.query('training.preview', { datasetId: this.datasetId, recipe }),
    );
    if (recipe.network.branches === 'auto' && this.preview.error === null)
      this.#clustered = this.preview.value?.recipe ?? null;
  }) as () => Promise<void>;

  /** The person's own anchors follow the input size, once the typed size is one that can be. */
  #rescaleAnchors(changed: RecipeInput): RecipeInput {
    const width = usableWidth(changed);
    if (width === null || !Array.isArray(changed.network?.branches)) return changed;
    // From what was last edited, so that sizes passed through while typing leave no rounding behind.
    const { branches, width: from } = (this.#edited ??= {
      branches: changed.network.branches,
      width: this.#inputWidth,
    });
    return writePath(
      changed,
      'network.branches',
      width === from ? branches : scaleAnchors(branches, width / from),
    );
  }

  #step(from: readonly RecipeInput[], move: (rest: readonly RecipeInput[], now: RecipeInput) => void): void {
    const target = from.at(-1);
    if (target === undefined) return;
    move(from.slice(0, -1), this.overrides);
    this.#lastEdit = { label: '', at: 0 };
    this.#edited = null;
    this.#apply(target);
  }

  #edit(label: string, overrides: RecipeInput, however = false): void {
    const at = performance.now();
    const sameStep = label === this.#lastEdit.label && (however || at - this.#lastEdit.at < ONE_STEP_MS);
    if (!sameStep) this.#past = [...this.#past.slice(-UNDO_STEPS), this.overrides];
    this.#lastEdit = { label, at };
    this.#future = [];
    this.#apply(overrides);
  }

  #apply(overrides: RecipeInput): void {
    this.overrides = overrides;
    this.#inputWidth = usableWidth(overrides) ?? this.#inputWidth;
    this.#store();
    clearTimeout(this.#previewTimer);
    this.#previewTimer = setTimeout(() => void this.fetchPreview(), PREVIEW_PAUSE_MS);
  }

  #store(): void {
    const { overrides, maxMinutes, origin, fromWeights } = this;
    const stored: Stored = { overrides, maxMinutes, origin, fromWeights };
    this.#storage.setItem(this.#storageKey, JSON.stringify(stored));
  }

  #restore(): void {
    const text = this.#storage.getItem(this.#storageKey);
    if (text === null) return;
    const stored = JSON.parse(text) as Stored;
    // A draft of an older version may not fit today's schema: then it starts from the defaults.
    if (!recipeSchema.safeParse(stored.overrides).success) return;
    this.overrides = stored.overrides;
    this.#inputWidth = usableWidth(stored.overrides) ?? this.#inputWidth;
    this.maxMinutes = stored.maxMinutes;
    this.origin = stored.origin ?? null;
    this.fromWeights = stored.fromWeights ?? false;
  }

  get #storageKey(): string {
    return `boxwright.recipe.${this.datasetId}`;
  }
}

/** Widths are multiples of the usual coarsest stride; while one is typed, it is not one yet. */
const WIDTH_STEP = 32;

function usableWidth({ input }: RecipeInput): number | null {
  const width = input?.width ?? DEFAULT_RECIPE.input.width;
  return Number.isInteger(width) && width >= WIDTH_STEP && width % WIDTH_STEP === 0 ? width : null;
}
