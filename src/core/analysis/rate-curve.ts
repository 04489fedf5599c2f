// Reading the curve of recall over false positives per image.
import type { ScoreCurvePoint } from '../metrics/summary.ts';

/** The point that finds most with at most so many false positives per image; null where every point has more. */
export function pointWithinRate(
  curve: readonly ScoreCurvePoint[],
  falsePositivesPerImage: number,
): ScoreCurvePoint | null {
  return curve.findLast((point) => point.falsePositivesPerImage <= falsePositivesPerImage) ?? null;
}

/** The point at a score threshold, or the nearest one above it: the last whose detections all count; the first where none do. */
export function pointAtThreshold(
  curve: readonly ScoreCurvePoint[],
  scoreThreshold: number,
): ScoreCurvePoint | null {
  return curve.findLast((point) => point.scoreThreshold >= scoreThreshold) ?? curve[0] ?? null;
}
