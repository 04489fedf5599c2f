// How a set of anchors fits the objects of a training: recall, shares of anchors and branches, what is too small or too large.
import {
  anchorColumns,
  compareAnchors,
  createChoice,
  isTrained,
  type AssignmentRule,
} from '../assignment/choose-anchors.ts';
import type { Size } from '../boxes/box.ts';
import { bandOf, emptyBands, type AspectBand } from './aspect-bands.ts';
import { weightedQuantiles } from './size-quantiles.ts';
import type { SizeTable } from './size-table.ts';

/** A branch as its anchors are judged. Lengths in input px. */
export interface FitBranch {
  readonly stride: number;
  readonly anchors: readonly Size[];
  /** Side of the square that a cell sees. */
  readonly receptiveField: number;
}

export interface FitOptions {
  /** Training's own. */
  readonly rule: AssignmentRule;
  /** Ratio of sides within which an anchor fits an object; Ultralytics' autoanchor takes 4. */
  readonly recallRatio?: number;
  /** Shape IoU from which an anchor fits an object. */
  readonly recallIou?: number;
}

export const DEFAULT_RECALL_RATIO = 4;
export const DEFAULT_RECALL_IOU = 0.5;

export interface AnchorShare {
  readonly branch: number;
  /** Position within its branch. */
  readonly anchor: number;
  readonly size: Size;
  /** Objects whose shape it fits best of all anchors. */
  readonly objectsWon: number;
  /** Objects for which training makes it a positive. */
  readonly positives: number;
}

export interface BranchShare {
  readonly stride: number;
  readonly receptiveField: number;
  /** Objects whose best anchor is here. */
  readonly objectsWon: number;
  /** Objects with at least one positive here: what the branch must see. */
  readonly objects: number;
  /** Positives of its anchors; an object may have several. */
  readonly positives: number;
  /** Of `objects`: both sides smaller than a cell. */
  readonly belowCell: number;
  /** Of `objects`: the longer side larger than the receptive field. */
  readonly beyondField: number;
  /** Longer side of `objects` at SIZE_QUANTILES, px; empty where there are none. */
  readonly longerSides: readonly number[];
}

/** Counts are sums of weights: whole numbers where every row stands for one object. */
export interface AnchorFit {
  readonly objects: number;
  /** Mean over objects of the shape IoU with the best anchor. In [0, 1]; 0 without objects or anchors. */
  readonly meanBestIou: number;
  /** Share of objects that some anchor fits within `recallRatio` on both sides (Ultralytics' best possible recall). */
  readonly recallByRatio: number;
  /** Share of objects whose best shape IoU is at least `recallIou`. */
  readonly recallByIou: number;
  /** Mean number of anchors within `recallRatio` (Ultralytics' anchors above threshold). */
  readonly anchorsAboveThreshold: number;
  /** Branch after branch, in the order given. */
  readonly anchors: readonly AnchorShare[];
  readonly branches: readonly BranchShare[];
  /** Objects with both sides smaller than a cell of the finest branch. */
  readonly belowFinestCell: number;
  /** Objects beyond `recallRatio` of every anchor, by aspect. */
  readonly aspects: readonly AspectBand[];
}

/** An anchor that training makes a positive of no object learns nothing. */
export const isDead = ({ positives }: Pick<AnchorShare, 'positives'>): boolean => positives === 0;

/** The fit of anchors to a table of sizes, input px: of every object, or of bins. At most 31 branches. */
export function measureFit(
  table: SizeTable,
  branches: readonly FitBranch[],
  { rule, recallRatio = DEFAULT_RECALL_RATIO, recallIou = DEFAULT_RECALL_IOU }: FitOptions,
): AnchorFit {
  const anchors = anchorColumns(branches);
  const choice = createChoice(anchors);
  const won = new Float64Array(anchors.length);
  const positives = new Float64Array(anchors.length);
  /** Bit b is set where the row has a positive on branch b. */
  const seenBy = new Uint32Array(table.length);
  const aspects = emptyBands();
  const finest = Math.min(...branches.map(({ stride }) => stride));
  let [objects, iou, byRatio, byIou, above, belowFinestCell] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < table.length; row++) {
    const width = table.width[row]!;
    const height = table.height[row]!;
    const weight = table.weight[row]!;
    objects += weight;
    if (width < finest && height < finest) belowFinestCell += weight;
    compareAnchors(width, height, anchors, choice);
    let within = 0;
    let branchBits = 0;
    for (let i = 0; i < anchors.length; i++) {
      if (choice.ratio[i]! < recallRatio) within++;
      if (!isTrained(i, choice, rule)) continue;
      positives[i]! += weight;
      branchBits |= 1 << anchors.branch[i]!;
    }
    seenBy[row] = branchBits;
    above += within * weight;
    const band = aspects[bandOf(width, height)]!;
    band.objects += weight;
    if (within > 0) byRatio += weight;
    else band.uncovered += weight;
    if (choice.best < 0) continue;
    const best = choice.iou[choice.best]!;
    won[choice.best]! += weight;
    iou += best * weight;
    if (best >= recallIou) byIou += weight;
  }
  const share = (part: number) => (objects > 0 ? part / objects : 0);
  const shares = Array.from(won, (objectsWon, i): AnchorShare => ({
    branch: anchors.branch[i]!,
    anchor: anchors.anchor[i]!,
    size: { width: anchors.width[i]!, height: anchors.height[i]! },
    objectsWon,
    positives: positives[i]!,
  }));
  return {
    objects,
    meanBestIou: share(iou),
    recallByRatio: share(byRatio),
    recallByIou: share(byIou),
    anchorsAboveThreshold: share(above),
    anchors: shares,
    branches: measureBranches(table, branches, shares, seenBy),
    belowFinestCell,
    aspects,
  };
}

function measureBranches(
  table: SizeTable,
  branches: readonly FitBranch[],
  shares: readonly AnchorShare[],
  seenBy: Uint32Array,
): BranchShare[] {
  const { longerSide, order } = longerSidesOf(table);
  return branches.map(({ stride, receptiveField }, branch) => {
    const bit = 1 << branch;
    let [objects, belowCell, beyondField] = [0, 0, 0];
    for (let row = 0; row < table.length; row++) {
      if ((seenBy[row]! & bit) === 0) continue;
      const weight = table.weight[row]!;
      objects += weight;
      if (longerSide[row]! < stride) belowCell += weight;
      if (longerSide[row]! > receptiveField) beyondField += weight;
    }
    const own = shares.filter((share) => share.branch === branch);
    return {
      stride,
      receptiveField,
      objectsWon: own.reduce((total, share) => total + share.objectsWon, 0),
      objects,
      positives: own.reduce((total, share) => total + share.positives, 0),
      belowCell,
      beyondField,
      longerSides: weightedQuantiles(longerSide, table.weight, order, (row) => (seenBy[row]! & bit) !== 0),
    };
  });
}

/** The longer side of each row, and the rows in its ascending order. */
interface LongerSides {
  readonly longerSide: Float64Array;
  readonly order: Uint32Array;
}

/** While an anchor is dragged the table stays the same: it is sorted once. */
const sorted = new WeakMap<SizeTable, LongerSides>();

function longerSidesOf(table: SizeTable): LongerSides {
  const known = sorted.get(table);
  if (known) return known;
  const longerSide = new Float64Array(table.length);
  for (let row = 0; row < table.length; row++)
    longerSide[row] = Math.max(table.width[row]!, table.height[row]!);
  const order = Uint32Array.from(longerSide.keys()).sort((a, b) => longerSide[a]! - longerSide[b]!);
  const made = { longerSide, order };
  sorted.set(table, made);
  return made;
}
