// The plane of box sizes coloured by which anchor fits best where, with a line between the regions of two anchors.
import type { Size } from '../../../core/boxes/box.ts';

export interface ColouredAnchor extends Size {
  /** Each in [0, 255]. */
  readonly rgb: readonly [number, number, number];
  /** Stands out. */
  readonly selected: boolean;
}

/** Opacity where an anchor fits perfectly and where it hardly does. */
const STRONGEST = 0.34;
const FAINTEST = 0.04;
const SELECTED_FACTOR = 1.9;
const LINE = 0.7;
/** Gaps of IoU within which a line may be near. */
const NEAR = 0.08;

/**
 * RGBA of `widths.length` x `heights.length` pixels, row after row.
 * @param widths box widths at the pixels' columns, px at input; heights likewise
 */
export function winMap(
  anchors: readonly ColouredAnchor[],
  widths: Float64Array,
  heights: Float64Array,
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(widths.length * heights.length * 4);
  const count = anchors.length;
  const areas = anchors.map(({ width, height }) => width * height);
  const across = anchors.map(({ width }) => widths.map((w) => Math.min(w, width)));
  const along = anchors.map(({ height }) => heights.map((h) => Math.min(h, height)));
  const iou = (a: number, column: number, row: number): number => {
    const common = across[a]![column]! * along[a]![row]!;
    return common / (widths[column]! * heights[row]! + areas[a]! - common);
  };
  for (let row = 0; row < heights.length; row++) {
    for (let column = 0; column < widths.length; column++) {
      let [best, second, bestIou, secondIou] = [-1, -1, -1, -1];
      const area = widths[column]! * heights[row]!;
      for (let a = 0; a < count; a++) {
        const common = across[a]![column]! * along[a]![row]!;
        const value = common / (area + areas[a]! - common);
        if (value > bestIou) [second, secondIou, best, bestIou] = [best, bestIou, a, value];
        else if (value > secondIou) [second, secondIou] = [a, value];
      }
      if (best < 0) continue;
      const { rgb, selected } = anchors[best]!;
      let alpha = FAINTEST + (STRONGEST - FAINTEST) * bestIou * bestIou;
      if (selected) alpha *= SELECTED_FACTOR;
      const gap = bestIou - secondIou;
      if (second >= 0 && gap < NEAR) alpha = Math.max(alpha, LINE * lineAt(gap, best, second, column, row));
      const at = (row * widths.length + column) * 4;
      pixels[at] = rgb[0];
      pixels[at + 1] = rgb[1];
      pixels[at + 2] = rgb[2];
      pixels[at + 3] = 255 * alpha;
    }
  }
  return pixels;

  /** How much of the pixel the line covers, in [0, 1], from how fast the gap closes towards its neighbours. */
  function lineAt(gap: number, best: number, second: number, column: number, row: number): number {
    const nextColumn = column + 1 < widths.length ? column + 1 : column - 1;
    const nextRow = row + 1 < heights.length ? row + 1 : row - 1;
    const dx = iou(best, nextColumn, row) - iou(second, nextColumn, row) - gap;
    const dy = iou(best, column, nextRow) - iou(second, column, nextRow) - gap;
    const slope = Math.hypot(dx, dy);
    return slope > 0 ? Math.max(0, 1 - gap / slope) : 0;
  }
}
