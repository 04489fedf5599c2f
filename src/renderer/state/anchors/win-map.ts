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
  const areas = Float64Array.from(anchors, ({ width, height }) => width * height);
  // The smaller of two widths, for each column and anchor; heights likewise: the loop below runs a million times.
  const across = Float64Array.from({ length: widths.length * count }, (_, i) =>
    Math.min(widths[Math.floor(i / count)]!, anchors[i % count]!.width),
  );
  const along = Float64Array.from({ length: heights.length * count }, (_, i) =>
    Math.min(heights[Math.floor(i / count)]!, anchors[i % count]!.height),
  );
  const iou = (a: number, column: number, row: number): number => {
    const common = across[column * count + a]! * along[row * count + a]!;
    return common / (widths[column]! * heights[row]! + areas[a]! - common);
  };
  for (let row = 0; row < heights.length; row++) {
    for (let column = 0; column < widths.length; column++) {
      const area = widths[column]! * heights[row]!;
      let best = -1;
      let second = -1;
      let bestIou = -1;
      let secondIou = -1;
      for (let a = 0; a < count; a++) {
        const common = across[column * count + a]! * along[row * count + a]!;
        const value = common / (area + areas[a]! - common);
        if (value > bestIou) {
          second = best;
          secondIou = bestIou;
          best = a;
          bestIou = value;
        } else if (value > secondIou) {
          second = a;
          secondIou = value;
        }
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
