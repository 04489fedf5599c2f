// Crops of the wall in words: for those who do not see them, and for what is shown beside them.
import type { OperatingSettings } from '../../../contract/evaluation.ts';
import { formatCount, formatShare, plural, shortName } from '../../format/figures.ts';
import { countMuted } from '../muting.ts';
import { KIND_LABELS, type WallBox } from './wall-box.ts';

/** The network's branches, as candidates number them. Anchors in input px. */
export type Branches = readonly {
  readonly stride: number;
  readonly anchors: readonly (readonly [number, number])[];
}[];

/** Its kind of error; `found` for a true positive. */
export function nameKind({ kind }: Pick<WallBox, 'kind'>): string {
  return kind === null ? 'found' : KIND_LABELS[kind];
}

/** `Platelets, score .74, background, BloodImage_00044` */
export function nameBox(box: WallBox): string {
  const { outcome, className, score, imageId } = box;
  const what = outcome === 'missed' ? `missed ${className}` : `${className}, score ${formatShare(score, 2)}`;
  return `${what}, ${nameKind(box)}, ${shortName(imageId)}`;
}

/** `stride 16, anchor 20 x 21 px`; null for a missed object. */
export function nameOrigin({ branch, anchor }: WallBox, branches: Branches): string | null {
  const from = branch === null ? undefined : branches[branch];
  const [width, height] = (anchor === null ? undefined : from?.anchors[anchor]) ?? [];
  if (from === undefined || width === undefined || height === undefined) return null;
  return `stride ${from.stride}, anchor ${Math.round(width)} x ${Math.round(height)} px`;
}

/** `score at least .40, NMS IoU .45, match IoU .50`: without it a count says nothing. */
export function nameSettings(settings: OperatingSettings): string {
  const { scoreThreshold, nmsIouThreshold, matchIouThreshold, suppression } = settings;
  const method = suppression === undefined || suppression.method === 'greedy' ? '' : ` ${suppression.method}`;
  const muted = countMuted(settings.muted);
  return [
    `score at least ${formatShare(scoreThreshold, 2)}`,
    `NMS${method} IoU ${formatShare(nmsIouThreshold, 2)}`,
    `match IoU ${formatShare(matchIouThreshold, 2)}`,
    ...(muted === 0 ? [] : [`${muted} muted`]),
  ].join(', ');
}

/** What is in a group: `Platelets 12, RBC 2 · background 10, duplicate 4`. */
export function describeGroup(boxes: readonly WallBox[], classes: readonly string[]): string {
  const count = (names: readonly string[], nameOf: (box: WallBox) => string): string => {
    const counts = names.map((name) => ({
      name,
      count: boxes.filter((box) => nameOf(box) === name).length,
    }));
    return counts
      .filter((entry) => entry.count > 0)
      .sort((a, b) => b.count - a.count)
      .map((entry) => `${entry.name} ${formatCount(entry.count)}`)
      .join(', ');
  };
  const kinds = [...Object.values(KIND_LABELS), nameKind({ kind: null })];
  return `${count(classes, ({ className }) => className)} · ${count(kinds, nameKind)}`;
}

/** `12 crops selected, 3 of them filtered out` */
export function nameSelection(selected: number, hidden: number): string {
  const some = hidden === selected ? ', filtered out' : `, ${formatCount(hidden)} of them filtered out`;
  return `${plural(selected, 'crop')} selected${hidden === 0 ? '' : some}`;
}
