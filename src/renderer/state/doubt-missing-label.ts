// Why a box may be no missing label: what it lies on is annotated already.
import type { JudgedDetection } from './judge-candidates.ts';
import type { Scene } from './verdict-scene.ts';

/** Null for a box that lies on no annotated object: beside one of another class (`both`) there may well be one without a label. */
export function doubtMissingLabel(
  { error }: Pick<JudgedDetection, 'error'>,
  { image, outcomes }: Pick<Scene, 'image' | 'outcomes'>,
): string | null {
  if (error === null || error.kind === 'background' || error.kind === 'both' || error.groundTruth === null)
    return null;
  const name = image.classes[outcomes.groundTruth[error.groundTruth]?.classIndex ?? -1] ?? 'object';
  return `It lies on an annotated ${name} at IoU ${error.iou.toFixed(2)}: a missing label there may annotate the object twice.`;
}
