// What a person does to the anchors of a recipe: selection, edits as steps of undo, and those that are held.
import type { BranchRecipe } from '../../../contract/recipe.ts';
import { parseDarknetAnchors, printDarknetAnchors } from '../../../core/anchors/darknet-text.ts';
import { distributeAnchors, distributeByGroups } from '../../../core/anchors/distribute-anchors.ts';
import type { Size } from '../../../core/boxes/box.ts';
import type { RecipeDraft } from '../recipe-draft.svelte.ts';
import {
  addAnchor,
  duplicateAnchor,
  listAnchors,
  moveAnchor,
  removeAnchor,
  resizeAnchor,
  toggleBranch,
  type AnchorAddress,
  type ListedAnchor,
  type Stride,
} from './anchor-edits.ts';

/** Sides are kept to a tenth of a px. */
const round = (side: number): number => Math.max(SMALLEST_SIDE, Math.round(side * 10) / 10);
const SMALLEST_SIDE = 1;

export class AnchorEditor {
  readonly draft: RecipeDraft;
  selected = $state.raw<AnchorAddress | null>(null);
  /** The drag under way: its edits are one step of undo. */
  drag = $state.raw<string | null>(null);
  readonly anchors = $derived.by<readonly ListedAnchor[]>(() =>
    this.draft.branches === null ? [] : listAnchors(this.draft.branches),
  );
  readonly selectedAnchor = $derived(this.anchors.find((anchor) => this.isSelected(anchor)) ?? null);
  /** By value: a held anchor keeps its size and branch, whatever is clustered or undone. */
  #held = $state.raw<readonly string[]>([]);
  #drags = 0;

  constructor(draft: RecipeDraft) {
    this.draft = draft;
  }

  isSelected({ stride, index }: AnchorAddress): boolean {
    return this.selected?.stride === stride && this.selected.index === index;
  }

  isHeld(anchor: ListedAnchor): boolean {
    return this.#held.includes(valueOf(anchor));
  }

  /** What re-clustering must leave alone. */
  readonly held = $derived.by<readonly BranchRecipe[]>(() =>
    (this.draft.branches ?? []).flatMap(({ stride, anchors }) => {
      const own = anchors.filter(([width, height]) =>
        this.#held.includes(valueOf({ stride, width, height })),
      );
      return own.length === 0 ? [] : [{ stride, anchors: own }];
    }),
  );

  select(anchor: AnchorAddress | null): void {
    this.selected = anchor && { stride: anchor.stride, index: anchor.index };
  }

  /** By number in the list, wrapping around. */
  selectNext(step: 1 | -1): void {
    const { anchors } = this;
    if (anchors.length === 0) return;
    const at = this.selectedAnchor === null ? (step === 1 ? -1 : 0) : this.selectedAnchor.number - 1;
    this.select(anchors[(at + step + anchors.length) % anchors.length]!);
  }

  startDrag(): void {
    this.drag = `drag ${++this.#drags}`;
  }

  endDrag(): void {
    this.drag = null;
  }

  resize(anchor: ListedAnchor, width: number, height: number): void {
    if (this.isHeld(anchor)) return;
    const size: [number, number] = [round(width), round(height)];
    if (size[0] === anchor.width && size[1] === anchor.height) return;
    this.#edit((branches) => resizeAnchor(branches, anchor, size), `resize ${anchor.stride} ${anchor.index}`);
  }

  /** To the branch of the anchor nearest in shape, unless one is named. */
  add({ width, height }: Size, stride?: Stride): void {
    const target = stride ?? this.#nearest({ width, height })?.stride;
    if (target === undefined) return;
    this.#edit((branches) => addAnchor(branches, target, [round(width), round(height)]), 'add');
    const index = this.#count(target) - 1;
    this.select({ stride: target, index });
  }

  duplicate(anchor: ListedAnchor): void {
    this.#edit((branches) => duplicateAnchor(branches, anchor), 'duplicate');
    this.select({ stride: anchor.stride, index: anchor.index + 1 });
  }

  remove(anchor: ListedAnchor): void {
    if (this.isHeld(anchor) || this.anchors.length === 1) return;
    this.#edit((branches) => removeAnchor(branches, anchor), 'remove');
    this.select(this.anchors[Math.min(anchor.number, this.anchors.length) - 1] ?? null);
  }

  /** To another branch, which is made where there is none; a branch that it leaves empty goes. */
  move(anchor: ListedAnchor, stride: Stride): void {
    if (stride === anchor.stride || this.isHeld(anchor)) return;
    this.#edit((branches) => moveAnchor(branches, anchor, stride), 'move');
    this.select({ stride, index: this.#count(stride) - 1 });
  }

  toggleHeld(anchor: ListedAnchor): void {
    const value = valueOf(anchor);
    this.#held = this.isHeld(anchor) ? this.#held.filter((other) => other !== value) : [...this.#held, value];
  }

  toggleBranch(stride: Stride, anchors = 1): void {
    this.#edit((branches) => toggleBranch(branches, stride, anchors), 'branch');
  }

  /** All anchors anew, as one step. */
  replace(branches: readonly BranchRecipe[], step: string): void {
    this.#edit(() => branches, step);
    this.select(null);
  }

  /** As Darknet writes anchors. */
  get text(): string {
    return printDarknetAnchors(
      (this.draft.branches ?? []).map(({ stride, anchors }) => ({
        stride,
        anchors: anchors.map(([width, height]) => ({ width, height })),
      })),
    );
  }

  /**
   * Takes anchors from Darknet's text: by its masks, else dealt to the branches by size.
   * @returns strides that got none, and are gone. @throws UserError for text that is none
   */
  paste(text: string): readonly Stride[] {
    const { anchors, masks } = parseDarknetAnchors(text);
    const strides = (this.draft.branches ?? []).map(({ stride }) => stride);
    const ascending = [...anchors].sort((a, b) => a.width * a.height - b.width * b.height);
    const dealt =
      masks === null ? distributeAnchors(ascending, strides) : distributeByGroups(anchors, masks, strides);
    const branches = dealt.map(({ stride, anchors: own }) => ({
      stride: stride as Stride,
      anchors: own.map(({ width, height }): [number, number] => [round(width), round(height)]),
    }));
    this.replace(
      branches.filter(({ anchors: own }) => own.length > 0),
      'paste',
    );
    return branches.filter(({ anchors: own }) => own.length === 0).map(({ stride }) => stride);
  }

  #edit(change: (branches: readonly BranchRecipe[]) => readonly BranchRecipe[], step: string): void {
    if (this.draft.branches === null) return;
    this.draft.setBranches(change(this.draft.branches), step, this.drag ?? undefined);
  }

  #count(stride: Stride): number {
    return this.anchors.filter((anchor) => anchor.stride === stride).length;
  }

  #nearest(size: Size): ListedAnchor | null {
    const distance = (anchor: Size): number =>
      Math.hypot(Math.log(anchor.width / size.width), Math.log(anchor.height / size.height));
    return this.anchors.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
  }
}

const valueOf = ({ stride, width, height }: Omit<ListedAnchor, 'index' | 'number'>): string =>
  `${stride} ${width} ${height}`;
