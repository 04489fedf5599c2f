// The line on the plane of box sizes along which the shape IoU with an anchor has one value.
import type { Size } from '../../../core/boxes/box.ts';

const STEPS = 24;

/**
 * Sizes whose shape IoU with the anchor is exactly `iou`, in (0, 1), as [width, height] in px around the anchor.
 * Solved from min(w, aw) * min(h, ah) = iou * union, separately for heights below and above the anchor's.
 */
export function iouContour({ width: aw, height: ah }: Size, iou: number): [number, number][] {
  const area = aw * ah;
  const widths = Array.from({ length: STEPS + 1 }, (_, i) => iou * aw * iou ** ((-2 * i) / STEPS));
  const lowest = (w: number): number =>
    w <= aw ? (iou * area) / w : (iou * area) / (aw * (1 + iou) - iou * w);
  const highest = (w: number): number => (w <= aw ? ah * ((1 + iou) / iou - aw / w) : area / (iou * w));
  return [
    ...widths.map((w): [number, number] => [w, highest(w)]),
    ...widths.toReversed().map((w): [number, number] => [w, lowest(w)]),
  ];
}
