// Which branch gets which anchors.
import type { Size } from '../boxes/box.ts';

/** Anchors by ascending area dealt out to branches: the smallest to the finest stride, equally many each. */
export function distributeAnchors(
  anchors: readonly Size[],
  strides: readonly number[],
): { stride: number; anchors: Size[] }[] {
  const fineToCoarse = [...strides].sort((a, b) => a - b);
  const perBranch = anchors.length / strides.length;
  return fineToCoarse
    .map((stride, i) => ({
      stride,
      anchors: anchors.slice(Math.round(i * perBranch), Math.round((i + 1) * perBranch)),
    }))
    .reverse();
}
