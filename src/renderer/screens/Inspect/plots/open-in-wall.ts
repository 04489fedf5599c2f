// From a part of a plot to the boxes it counts: the wall with the filter that shows them.
import type { ConfusionCell } from '../../../../core/analysis/confusion.ts';
import { NONE, type JudgedOutcome } from '../../../../core/analysis/judged-table.ts';
import { ERROR_KINDS, type ErrorKind } from '../../../../core/errors/error-kind.ts';
import type { BreakdownKey } from '../../../../plots/breakdown.ts';
import type { PageLocation } from '../../../state/location.svelte.ts';
import { formatWallFilter, NO_FILTER, type WallFilter } from '../../../state/wall/wall-filter.ts';

/** What the wall lets through; the rest lets everything through. */
type Boxes = Partial<WallFilter>;

/** Goes to the wall. */
export function openInWall(location: PageLocation, boxes: Boxes): void {
  location.go({ view: 'wall', wall: formatWallFilter({ ...NO_FILTER, ...boxes }) });
}

/** Every kind of false positive but a wrong class, which has a cell of its own. */
const UNNAMED_KINDS = ERROR_KINDS.filter((kind) => kind !== 'classification' && kind !== 'missed');
/** Missed objects but those that were taken for another class, which count there. */
const UNFOUND_KINDS = ['missed', 'claimed'] as const;

/** The boxes that a cell counts (see `confusionCell`), and no others. */
export function boxesOfCell({ groundTruthClass, predictedClass }: ConfusionCell): Boxes {
  if (predictedClass === null)
    return { outcomes: ['missed'], kinds: UNFOUND_KINDS, objects: [groundTruthClass ?? NONE] };
  const classes = [predictedClass];
  if (groundTruthClass === null) return { outcomes: ['fp'], kinds: UNNAMED_KINDS, classes };
  if (groundTruthClass === predictedClass) return { outcomes: ['tp'], classes };
  return { outcomes: ['fp'], kinds: ['classification'], classes, objects: [groundTruthClass] };
}

/** The boxes of a kind of error. */
export function boxesOfKind(kind: ErrorKind): Boxes {
  return { outcomes: [kind === 'missed' ? 'missed' : 'fp'], kinds: [kind] };
}

/** The boxes of a row of the breakdown. @param kind of this kind only */
export function boxesOfRow(
  { classIndex, branch, anchor, size, band }: BreakdownKey,
  outcome: JudgedOutcome,
  kind?: ErrorKind,
): Boxes {
  return {
    outcomes: [outcome],
    ...(kind !== undefined && { kinds: [kind] }),
    ...(classIndex !== null && { classes: [classIndex] }),
    ...(size !== null && { sizes: [size] }),
    ...(band !== null && { bands: [band] }),
    ...(branch !== null &&
      (anchor === null ? { branches: [branch] } : { anchors: [[branch, anchor] as const] })),
  };
}
