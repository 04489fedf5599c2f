// What a split loses when branches of the network are cut and nothing is trained again: the same candidates without theirs.
import { COUNTED, withoutClasses, type GroundTruthColumns } from '../matching/columns.ts';
import { COCO_IOU_THRESHOLDS } from '../metrics/coco-parameters.ts';
import type { PreparedSplit } from '../metrics/evaluate-split.ts';
import {
  judgeSurvivors,
  keepForCounting,
  objectCounts,
  splitObjects,
  splitPrecision,
} from '../metrics/split-recounter.ts';
import type { OperatingSettings } from '../metrics/summary.ts';
import { NOTHING_MUTED } from '../nms/scores.ts';
import { scoreTable } from '../nms/scored-table.ts';
import { SIZE_NAMES, sizeOfArea, type SizeName } from './breakdown.ts';
import { FALSE, HIT, judgeTable, type JudgedTable } from './judged-table.ts';

/** An object that is found under one of two judgements alone. */
export interface ChangedObject {
  /** Index into the evaluated images. */
  readonly image: number;
  /** Index within the image. */
  readonly groundTruth: number;
  readonly classIndex: number;
  readonly size: SizeName;
}

/** Counts of objects of one size. */
export interface SizeLoss {
  readonly size: SizeName;
  readonly objects: number;
  readonly foundBefore: number;
  readonly lost: number;
  readonly gained: number;
}

/** The two states of a split. */
export interface CutOutcome {
  readonly found: number;
  readonly falsePositives: number;
  /** COCO's, at IoU 0.5; -1 where no object counts. */
  readonly AP50: number;
}

export interface BranchCut {
  readonly before: CutOutcome;
  readonly after: CutOutcome;
  /** Objects that count. */
  readonly objects: number;
  readonly lost: readonly ChangedObject[];
  /** Found only now: a box of a branch that was cut had suppressed the better one. */
  readonly gained: readonly ChangedObject[];
  /** Sizes that have objects, by COCO's ranges of area. */
  readonly sizes: readonly SizeLoss[];
  /** Images where anything changed, most losses first. */
  readonly images: readonly { readonly image: number; readonly lost: number; readonly gained: number }[];
}

/** Judges a split with and without some branches, all else as in the settings. @param branches indices, coarsest first */
export function cutBranches(
  prepared: PreparedSplit,
  settings: OperatingSettings,
  branches: readonly number[],
): BranchCut {
  const { muted = NOTHING_MUTED } = settings;
  const cutSettings = { ...settings, muted: { ...muted, branches: [...muted.branches, ...branches] } };
  const groundTruth = withoutClasses(prepared.groundTruth, muted.classes);
  const [before, after] = [judgeTable(prepared, settings), judgeTable(prepared, cutSettings)];
  const [wasFound, isFound] = [foundObjects(before, groundTruth), foundObjects(after, groundTruth)];
  const [lost, gained]: [ChangedObject[], ChangedObject[]] = [[], []];
  const sizes = SIZE_NAMES.map((size) => ({ size, objects: 0, foundBefore: 0, lost: 0, gained: 0 }));
  for (let image = 0; image < groundTruth.images; image++)
    for (let g = groundTruth.start[image]!; g < groundTruth.start[image + 1]!; g++) {
      if (groundTruth.ignore[g] !== COUNTED) continue;
      const size = sizeOfArea(groundTruth.area[g]!);
      const ofSize = sizes[SIZE_NAMES.indexOf(size)]!;
      ofSize.objects++;
      ofSize.foundBefore += wasFound[g]!;
      if (wasFound[g] === isFound[g]) continue;
      const changed = {
        image,
        groundTruth: g - groundTruth.start[image]!,
        classIndex: groundTruth.classIndex[g]!,
        size,
      };
      if (wasFound[g]) {
        lost.push(changed);
        ofSize.lost++;
      } else {
        gained.push(changed);
        ofSize.gained++;
      }
    }
  return {
    before: outcomeOf(before, splitAP50(prepared, settings)),
    after: outcomeOf(after, splitAP50(prepared, cutSettings)),
    objects: sizes.reduce((sum, { objects }) => sum + objects, 0),
    lost,
    gained,
    sizes: sizes.filter(({ objects }) => objects > 0),
    images: changedImages(lost, gained),
  };
}

/** Share of a size's objects from which on a loss is a warning. */
const MANY = 0.05;

/** The warning for a cut that loses many objects of a size, for example of "the stride-8 branch"; null where it does not. */
export function warnOfCut({ sizes }: Pick<BranchCut, 'sizes'>, name: string): string | null {
  const many = sizes.filter(({ lost, objects }) => lost >= MANY * objects && lost > 0);
  if (many.length === 0) return null;
  const losses = many.map(({ lost, objects, size }) => `${lost} of ${objects} ${size} objects`);
  return `cutting ${name} loses ${losses.join(' and ')}`;
}

/** 1 for each object that a detection took. */
function foundObjects(table: JudgedTable, groundTruth: GroundTruthColumns): Uint8Array {
  const found = new Uint8Array(groundTruth.length);
  for (let row = 0; row < table.length; row++)
    if (table.outcome[row] === HIT)
      found[groundTruth.start[table.image[row]!]! + table.groundTruth[row]!] = 1;
  return found;
}

function outcomeOf({ outcome }: JudgedTable, AP50: number): CutOutcome {
  const count = (kind: number) => outcome.reduce((sum, value) => sum + (value === kind ? 1 : 0), 0);
  return { found: count(HIT), falsePositives: count(FALSE), AP50 };
}

function splitAP50({ table, groundTruth, classes }: PreparedSplit, settings: OperatingSettings): number {
  const at = { ...settings, scoreThreshold: 0, matchIouThreshold: COCO_IOU_THRESHOLDS[0]! };
  const counted = withoutClasses(groundTruth, settings.muted?.classes);
  const scored = scoreTable(table, at);
  const survivors = keepForCounting(scored, at);
  const judged = judgeSurvivors(splitObjects(table, counted), scored, survivors, at.matchIouThreshold);
  return splitPrecision(objectCounts(counted, classes.length), table.classIndex, judged);
}

function changedImages(
  lost: readonly ChangedObject[],
  gained: readonly ChangedObject[],
): BranchCut['images'] {
  const counts = new Map<number, { lost: number; gained: number }>();
  const of = (image: number) => {
    const known = counts.get(image) ?? { lost: 0, gained: 0 };
    counts.set(image, known);
    return known;
  };
  for (const { image } of lost) of(image).lost++;
  for (const { image } of gained) of(image).gained++;
  return [...counts]
    .map(([image, count]) => ({ image, ...count }))
    .sort((a, b) => b.lost - a.lost || a.gained - b.gained || a.image - b.image);
}
