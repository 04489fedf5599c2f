// Figures and settings as a plot writes them.
import { GREEDY, type SuppressionMethod } from '../core/nms/rule.ts';
import { NOTHING_MUTED, PLAIN_SCORE } from '../core/nms/scores.ts';
import type { OperatingSettings } from '../core/metrics/summary.ts';

/** A share in [0, 1] as `.87`; 1 as `1.00`; what does not exist (-1, null) as a dash. */
export function share(value: number | null, digits = 2): string {
  if (value === null || !(value >= 0)) return '–';
  return value.toFixed(digits).replace(/^0\./, '.');
}

/** A rate that spans orders of magnitude: three significant digits, as `0.053`, `3.97`, `124`. */
export function rate(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** `1 box`, `1,240 boxes` */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** A name that fits: its end is cut where it is longer. */
export function shorten(name: string, characters: number): string {
  return name.length <= characters ? name : `${name.slice(0, characters - 1)}…`;
}

const METHODS: Readonly<Record<SuppressionMethod, string>> = {
  greedy: 'NMS',
  diou: 'DIoU NMS',
  'soft-linear': 'soft NMS, linear',
  'soft-gaussian': 'soft NMS, Gaussian',
  voting: 'variance voting',
  fusion: 'boxes fusion',
};

/**
 * The settings that a plot was taken at: `score ≥ 0.42 · NMS 0.45 · match IoU 0.50 · at most 300`.
 * @param without thresholds that the plot does not depend on
 */
export function settingsText(
  settings: OperatingSettings,
  without: readonly ('scoreThreshold' | 'matchIouThreshold')[] = [],
): string {
  const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections } = settings;
  const { method, acrossClasses } = settings.suppression ?? GREEDY;
  const { objectnessPower, classPower, sigmaPower } = settings.criterion ?? PLAIN_SCORE;
  const { branches, anchors, classes } = settings.muted ?? NOTHING_MUTED;
  const muted = branches.length + anchors.length + classes.length;
  const plain = [objectnessPower, classPower, sigmaPower].every((power) => power === 1);
  return [
    ...(without.includes('scoreThreshold') ? [] : [`score ≥ ${scoreThreshold.toFixed(2)}`]),
    `${METHODS[method]} ${nmsIouThreshold.toFixed(2)}${acrossClasses ? ' across classes' : ''}`,
    ...(without.includes('matchIouThreshold') ? [] : [`match IoU ${matchIouThreshold.toFixed(2)}`]),
    `at most ${maxDetections}`,
    ...(plain ? [] : [`powers ${objectnessPower}, ${classPower}, ${sigmaPower}`]),
    ...(muted === 0 ? [] : [`${muted} muted`]),
  ].join(' · ');
}
