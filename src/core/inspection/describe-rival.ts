// By how much a false positive overlaps a better box, and why NMS did not remove it for that, in words.
import type { OperatingSettings } from '../metrics/summary.ts';
import type { Rival, RivalObstacle } from './find-rival.ts';

/** As `IoU 0.43; NMS removes above 0.50`. */
export function describeRival(
  { iou, obstacle }: Pick<Rival, 'iou' | 'obstacle'>,
  { nmsIouThreshold }: Pick<OperatingSettings, 'nmsIouThreshold'>,
): string {
  const digits = obstacle === 'overlap' ? digitsToTell(iou, nmsIouThreshold) : 2;
  const reasons: Readonly<Record<RivalObstacle, string>> = {
    overlap: `NMS removes above ${nmsIouThreshold.toFixed(digits)}`,
    class: 'NMS does not compare different classes',
    centres: 'DIoU spares it, as the centres lie apart',
    lowered: 'soft NMS lowered its score, and enough was left',
    moved: 'it was compared with the fused box, which lies elsewhere',
  };
  return `IoU ${iou.toFixed(digits)}; ${reasons[obstacle]}`;
}

/** At least two digits, and as many as two different numbers need to read differently. */
function digitsToTell(a: number, b: number): number {
  const digits = [2, 3, 4, 5, 6].find((count) => a.toFixed(count) !== b.toFixed(count));
  return digits ?? 2;
}
