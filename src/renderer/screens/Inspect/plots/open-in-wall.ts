// From a part of a plot to the boxes it counts: the wall with the filter that shows them.
import type { ConfusionCell } from '../../../../core/analysis/confusion.ts';
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

/** The boxes of a cell; null for hits, which are not on the wall. */
export function boxesOfCell({ groundTruthClass, predictedClass }: ConfusionCell): Boxes | null {
  if (groundTruthClass === predictedClass) return null;
  if (predictedClass === null) return { outcome: 'missed', classes: [groundTruthClass!] };
  const kinds = groundTruthClass === null ? UNNAMED_KINDS : (['classification'] as const);
  return { outcome: 'fp', classes: [predictedClass], kinds };
}

/** The boxes of a kind of error. */
export function boxesOfKind(kind: ErrorKind): Boxes {
  return { outcome: kind === 'missed' ? 'missed' : 'fp', kinds: [kind] };
}

/** The boxes of a row of the breakdown. @param kind of this kind only */
export function boxesOfRow(
  { classIndex, branch, anchor, size }: BreakdownKey,
  outcome: 'fp' | 'missed',
  kind?: ErrorKind,
): Boxes {
  return {
    outcome,
    ...(kind !== undefined && { kinds: [kind] }),
    ...(classIndex !== null && { classes: [classIndex] }),
    ...(size !== null && { sizes: [size] }),
    ...(branch !== null &&
      (anchor === null ? { branches: [branch] } : { anchors: [[branch, anchor] as const] })),
  };
}
