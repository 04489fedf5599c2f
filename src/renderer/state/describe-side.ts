// What a run says of the picked box, or of the place where it has none, in one line.
import type { Counterpart } from '../../core/ledger/find-counterpart.ts';
import { formatShare } from '../format/figures.ts';
import { detectionOf } from './judge-candidates.ts';
import type { Picked } from './inspected-image.svelte.ts';
import type { AbsentBox } from './run-comparison.svelte.ts';
import type { Scene } from './verdict-scene.ts';
import { describePicked } from './verdict.ts';

const share = (value: number): string => formatShare(value, 2);

/** A box that this run has: `RBC .83, false positive: background`. */
export function describeOwnBox(picked: Picked, scene: Scene): string {
  const { title } = describePicked(picked, scene);
  if (picked.kind === 'groundTruth') return title;
  const survivor = scene.outcomes.detections.find(({ row }) => row === picked.row);
  const { classIndex, score } = survivor ?? detectionOf(scene.candidates, picked.row);
  return `${scene.image.classes[classIndex] ?? '?'} ${share(score)}, ${title.toLowerCase()}`;
}

/** What became of the other run's box in this one. */
export function describeAbsence({ classIndex, counterpart }: AbsentBox, scene: Scene): string {
  const name = scene.image.classes[classIndex] ?? '?';
  if (counterpart === null) return `None here: no ${name} candidate reaches IoU .50 with it.`;
  const best = `Best ${name} candidate here: ${share(counterpart.score)}`;
  switch (counterpart.fate) {
    case 'kept':
      return `Here: ${describeOwnBox({ kind: 'candidate', row: counterpart.row }, scene)}.`;
    case 'suppressed':
      return `${best}, ${describeSuppressor(counterpart, scene)}.`;
    case 'below-score':
      return `${best}, below the score of ${share(scene.settings.scoreThreshold)}.`;
    case 'beyond-maximum':
      return `${best}, after ${scene.settings.maxDetections} better boxes were kept.`;
    case 'muted':
      return `Its ${name} candidate here is muted.`;
  }
}

function describeSuppressor(
  { row, suppressor }: Counterpart,
  { candidates, outcomes, image }: Scene,
): string {
  if (suppressor === null) return 'suppressed';
  const { classIndex, score } = detectionOf(candidates, suppressor);
  const iou = share(outcomes.suppression.iou[row] ?? 0);
  return `suppressed by a ${image.classes[classIndex] ?? '?'} of ${share(score)} (IoU ${iou})`;
}
