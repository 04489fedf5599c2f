// The verdict on a picked box in words: what it is, why, and what would change it.
import type { EvaluationImage } from '../../contract/api.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { boxIou } from '../../core/boxes/iou.ts';
import { BELOW_SCORE } from '../../core/nms/kernel.ts';
import type { ScoredCandidates } from './candidate-columns.ts';
import type { Picked } from './inspected-image.svelte.ts';
import { detectionOf, type ImageOutcomes, type JudgedDetection } from './judge-candidates.ts';

export type VerdictTone = 'tp' | 'fp' | 'fn' | 'sup' | 'none';
export interface Verdict {
  readonly tone: VerdictTone;
  /** As short as `False positive: background`. */
  readonly title: string;
  readonly text: string;
  /** A change of the settings that would undo the error, where there is a simple one. */
  readonly remedy: { readonly label: string; readonly settings: Partial<OperatingSettings> } | null;
}

interface Scene {
  readonly image: EvaluationImage;
  readonly candidates: ScoredCandidates;
  readonly outcomes: ImageOutcomes;
  readonly settings: OperatingSettings;
}

const share = (value: number): string => value.toFixed(2);
const NO_REMEDY = null;

/** Says what a picked box is. */
export function describePicked(picked: Picked, scene: Scene): Verdict {
  if (picked.kind === 'groundTruth') return describeGroundTruth(picked.index, scene);
  const detection = scene.outcomes.detections.find(({ row }) => row === picked.row);
  return detection === undefined ? describeRemoved(picked.row, scene) : describeDetection(detection, scene);
}

function describeDetection(detection: JudgedDetection, scene: Scene): Verdict {
  const { outcomes } = scene;
  if (detection.outcome === 'ignored') {
    const text = 'It lies on a region that counts neither way (difficult or crowd).';
    return { tone: 'none', title: 'Ignored', text, remedy: NO_REMEDY };
  }
  if (detection.outcome === 'tp') {
    const matched = outcomes.groundTruth[detection.groundTruth ?? -1];
    const text = `It takes the ${className(scene, matched?.classIndex)} under it at IoU ${share(detection.iou)}.`;
    return { tone: 'tp', title: 'True positive', text, remedy: NO_REMEDY };
  }
  return describeFalsePositive(detection, scene);
}

function describeFalsePositive(detection: JudgedDetection, scene: Scene): Verdict {
  const { error } = detection;
  const { settings, outcomes } = scene;
  const object = error?.groundTruth == null ? undefined : outcomes.groundTruth[error.groundTruth];
  const name = className(scene, object?.classIndex);
  const iou = share(error?.iou ?? 0);
  const own = className(scene, detection.classIndex);
  const base = { tone: 'fp' as const, remedy: NO_REMEDY };
  switch (error?.kind) {
    case 'localization':
      return {
        ...base,
        title: 'False positive: badly placed',
        text: `The class is right, but IoU with the ${name} is ${iou}, and ${share(settings.matchIouThreshold)} is asked for.`,
      };
    case 'classification':
      return {
        ...base,
        title: 'False positive: wrong class',
        text: `It says ${own}, but lies on a ${name} at IoU ${iou}.`,
      };
    case 'both':
      return {
        ...base,
        title: 'False positive: wrong class, badly placed',
        text: `The nearest ground truth is a ${name} at IoU ${iou}.`,
      };
    case 'duplicate':
      return describeDuplicate(detection, error.takenBy, `${name} at IoU ${iou}`, scene);
    default:
      return {
        ...base,
        title: 'False positive: background',
        text:
          object === undefined
            ? 'No ground truth touches it.'
            : `No ground truth reaches IoU 0.1. Nearest: ${name}, ${iou}.`,
      };
  }
}

/** A second box on an object: suppression lets it pass because the two boxes overlap too little. */
function describeDuplicate(
  detection: JudgedDetection,
  takenBy: number | null,
  object: string,
  { outcomes, settings }: Scene,
): Verdict {
  const taker = takenBy === null ? undefined : outcomes.detections[takenBy];
  const overlap = taker === undefined ? 0 : boxIou(taker.box, detection.box);
  const wanted = Math.floor(overlap * 100 - 0.5) / 100;
  return {
    tone: 'fp',
    title: 'False positive: duplicate',
    text:
      `It lies on a ${object}, which a better box has taken` +
      (taker === undefined
        ? '.'
        : ` (score ${share(taker.score)}). The two overlap by IoU ${share(overlap)}; NMS removes above ${share(settings.nmsIouThreshold)}.`),
    remedy:
      taker !== undefined && wanted > 0.05 && wanted < settings.nmsIouThreshold
        ? { label: `NMS at ${share(wanted)} would remove it`, settings: { nmsIouThreshold: wanted } }
        : NO_REMEDY,
  };
}

function describeRemoved(row: number, scene: Scene): Verdict {
  const { candidates, outcomes, settings } = scene;
  const by = outcomes.suppression.suppressedBy[row] ?? BELOW_SCORE;
  if (by >= 0) {
    const winner = detectionOf(candidates, by);
    const iou = outcomes.suppression.iou[row] ?? 0;
    return {
      tone: 'sup',
      title: 'Suppressed',
      text: `A ${className(scene, winner.classIndex)} of score ${share(winner.score)} overlaps it by IoU ${share(iou)}.`,
      remedy: NO_REMEDY,
    };
  }
  const score = candidates.scores[row] ?? 0;
  return {
    tone: 'none',
    title: by === BELOW_SCORE ? 'Below the score threshold' : 'Beyond the maximum of detections',
    text:
      by === BELOW_SCORE
        ? `Its score is ${score.toFixed(3)}; ${share(settings.scoreThreshold)} is asked for.`
        : `${settings.maxDetections} better boxes were kept before it.`,
    remedy: NO_REMEDY,
  };
}

function describeGroundTruth(index: number, scene: Scene): Verdict {
  const object = scene.outcomes.groundTruth[index];
  const name = className(scene, object?.classIndex);
  if (object?.outcome === 'missed') return explainMiss(index, scene);
  if (object?.outcome === 'ignored') {
    const text = `This ${name} is marked ${object.ignore ?? 'to be ignored'}: it counts neither way.`;
    return { tone: 'none', title: 'Ignored', text, remedy: NO_REMEDY };
  }
  const taker = scene.outcomes.detections[object?.detection ?? -1];
  const text = `This ${name} is found${taker === undefined ? '' : ` at IoU ${share(taker.iou)}, score ${share(taker.score)}`}.`;
  return { tone: 'tp', title: 'Ground truth, found', text, remedy: NO_REMEDY };
}

/** Looks through all candidates for one that would have found the object, and says what stood in its way. */
function explainMiss(index: number, scene: Scene): Verdict {
  const { candidates, outcomes, settings } = scene;
  const { table, scores } = candidates;
  const object = outcomes.groundTruth[index]!;
  const name = className(scene, object.classIndex);
  const base = { tone: 'fn' as const, title: `Missed: ${name}`, remedy: NO_REMEDY };
  let best: { row: number; score: number; iou: number } | null = null;
  let nearest = 0;
  for (let row = 0; row < table.length; row++) {
    if (table.classIndex[row] !== object.classIndex) continue;
    const iou = boxIou(detectionOf(candidates, row).box, object.box);
    nearest = Math.max(nearest, iou);
    if (iou >= settings.matchIouThreshold && scores[row]! > (best?.score ?? -1)) {
      best = { row, score: scores[row]!, iou };
    }
  }
  if (best === null) {
    const text = `No candidate of this class reaches IoU ${share(settings.matchIouThreshold)}; the nearest has ${share(nearest)}.`;
    return { ...base, text };
  }
  const found = `A candidate lies on it at IoU ${share(best.iou)}`;
  const by = outcomes.suppression.suppressedBy[best.row]!;
  if (by === BELOW_SCORE) {
    const wanted = Math.floor(best.score * 100) / 100;
    return {
      ...base,
      text: `${found}, but its score of ${best.score.toFixed(3)} is below the threshold.`,
      remedy: { label: `score ${share(wanted)} would find it`, settings: { scoreThreshold: wanted } },
    };
  }
  if (by >= 0)
    return { ...base, text: `${found}, but NMS removed it for a box of score ${share(scores[by]!)}.` };
  return { ...base, text: `${found}, but it takes another object.` };
}

function className({ image }: Scene, classIndex: number | undefined): string {
  return image.classes[classIndex ?? -1] ?? 'object';
}
