// The verdict on a picked box in words: what it is, why, and what would change it.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import { findBetterBox } from '../../core/inspection/find-better-box.ts';
import { describeRival } from '../../core/inspection/describe-rival.ts';
import { findRival, type Rival } from '../../core/inspection/find-rival.ts';
import { BELOW_SCORE } from '../../core/nms/kernel.ts';
import { GREEDY } from '../../core/nms/rule.ts';
import type { Picked } from './inspected-image.svelte.ts';
import { describeMiss } from './miss-verdict.ts';
import type { Scene, Verdict } from './verdict-scene.ts';
import { detectionOf, type JudgedDetection } from './judge-candidates.ts';

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
    const text = 'It lies on a region that counts neither way (difficult, crowd, or marked so).';
    return { tone: 'none', title: 'Ignored', text, remedy: NO_REMEDY };
  }
  if (detection.outcome === 'tp') {
    const matched = outcomes.groundTruth[detection.groundTruth ?? -1];
    const text = `It takes the ${className(scene, matched?.classIndex)} under it at IoU ${share(detection.iou)}.`;
    return { tone: 'tp', title: 'True positive', text, remedy: NO_REMEDY };
  }
  return withBetterBox(describeFalsePositive(detection, scene), detection, scene);
}

/** Adds what NMS did wrong: it kept this box, and removed one that lies on an object nobody found. */
function withBetterBox(verdict: Verdict, detection: JudgedDetection, scene: Scene): Verdict {
  const better = findBetterBox(detection.row, scene.candidates, scene.outcomes, scene.settings);
  if (better === null) return verdict;
  const object = scene.outcomes.groundTruth[better.groundTruth]!;
  const { score } = detectionOf(scene.candidates, better.row);
  return {
    ...verdict,
    text:
      `${verdict.text} NMS kept the wrong one: it removed a box of score ${share(score)} that lies on the ` +
      `${object.outcome} ${className(scene, object.classIndex)} at IoU ${share(better.iou)}.`,
    other: { label: 'show the better box', row: better.row },
  };
}

function describeFalsePositive(detection: JudgedDetection, scene: Scene): Verdict {
  const { error } = detection;
  const { settings, outcomes, candidates } = scene;
  const rival = findRival(detection, candidates, outcomes, settings);
  const object = error?.groundTruth == null ? undefined : outcomes.groundTruth[error.groundTruth];
  const name = className(scene, object?.classIndex);
  const iou = share(error?.iou ?? 0);
  const own = className(scene, detection.classIndex);
  const base = { tone: 'fp' as const, remedy: NO_REMEDY };
  switch (error?.kind) {
    case 'localization':
      return {
        ...base,
        title: `False positive: ${ERROR_WORDS.localization}`,
        text: `The class is right, but IoU with the ${name} is ${iou}, and ${share(settings.matchIouThreshold)} is asked for.`,
      };
    case 'classification':
      return {
        ...base,
        title: `False positive: ${ERROR_WORDS.classification}`,
        text: `It says ${own}, but lies on a ${name} at IoU ${iou}.`,
        remedy: rival === null ? NO_REMEDY : acrossClasses(settings),
      };
    case 'both':
      return {
        ...base,
        title: `False positive: ${ERROR_WORDS.both}`,
        text: `The nearest ground truth is a ${name} at IoU ${iou}.`,
      };
    case 'duplicate':
      return describeDuplicate(detection.row, rival, `${name} at IoU ${iou}`, scene);
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

function acrossClasses({ suppression = GREEDY }: OperatingSettings): Verdict['remedy'] {
  return {
    label: 'NMS across classes would remove it',
    settings: { suppression: { ...suppression, acrossClasses: true } },
  };
}

/** A second box on an object, and why suppression let it pass. */
function describeDuplicate(row: number, rival: Rival | null, object: string, scene: Scene): Verdict {
  const { outcomes, settings } = scene;
  const base = { tone: 'fp', title: 'False positive: duplicate' } as const;
  const text = `It lies on a ${object}, which a better box has taken`;
  const taker = outcomes.detections.find((other) => other.row === rival?.row);
  if (rival === null || taker === undefined) return { ...base, text: `${text}.`, remedy: NO_REMEDY };
  const wanted = Math.floor(rival.iou * 100 - 0.5) / 100;
  const isNear = rival.obstacle === 'overlap' && wanted > 0.05 && wanted < settings.nmsIouThreshold;
  return {
    ...base,
    text:
      `${text} (score ${share(taker.score)}${sameOrigin(row, taker.row, scene)}). The two overlap by ` +
      `${describeRival(rival, settings)}.`,
    remedy: isNear
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
    const rival = `${className(scene, winner.classIndex)} of score ${share(winner.score)}`;
    return {
      tone: 'sup',
      title: 'Suppressed',
      text: describeSuppression(row, rival, share(iou), scene),
      remedy: NO_REMEDY,
      other: { label: 'show its suppressor', row: by },
    };
  }
  const score = candidates.scores[row] ?? 0;
  if (score < 0) {
    const text = 'Its branch, anchor or class is muted: it takes no part.';
    return { tone: 'none', title: 'Muted', text, remedy: NO_REMEDY };
  }
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

function describeSuppression(
  row: number,
  rival: string,
  iou: string,
  { settings, candidates, outcomes }: Scene,
): string {
  const { method } = settings.suppression ?? GREEDY;
  if (method === 'fusion') return `It was fused into a ${rival}, which it overlapped by IoU ${iou}.`;
  if (method === 'soft-linear' || method === 'soft-gaussian') {
    const [before, after] = [candidates.scores[row] ?? 0, outcomes.suppression.score[row] ?? 0];
    return `Its score fell from ${share(before)} to ${share(after)}, most of it by a ${rival} that overlaps it by IoU ${iou}.`;
  }
  return `A ${rival} overlaps it by IoU ${iou}${method === 'diou' ? ', enough for how near the centres are' : ''}.`;
}

/** Whether two candidates come from one branch and anchor, as the end of a list of facts; nothing where that is not known. */
function sameOrigin(a: number, b: number, { candidates, image }: Scene): string {
  const { branch, anchor } = candidates.table;
  const stride = image.branches[branch[b]!]?.stride;
  if (stride === undefined) return '';
  if (branch[a] !== branch[b]) return `, from another branch, stride ${stride}`;
  return anchor[a] === anchor[b]
    ? ', from the same anchor'
    : `, from anchor ${anchor[b]! + 1} of this branch`;
}

function describeGroundTruth(index: number, scene: Scene): Verdict {
  const object = scene.outcomes.groundTruth[index];
  const name = className(scene, object?.classIndex);
  if (object?.outcome === 'missed') return describeMiss(index, scene);
  if (object?.outcome === 'ignored') {
    const text = `This ${name} is marked ${object.ignore ?? 'to be ignored'}: it counts neither way.`;
    return { tone: 'none', title: 'Ignored', text, remedy: NO_REMEDY };
  }
  const taker = scene.outcomes.detections[object?.detection ?? -1];
  const text = `This ${name} is found${taker === undefined ? '' : ` at IoU ${share(taker.iou)}, score ${share(taker.score)}`}.`;
  return { tone: 'tp', title: 'Ground truth, found', text, remedy: NO_REMEDY };
}

function className({ image }: Scene, classIndex: number | undefined): string {
  return image.classes[classIndex ?? -1] ?? 'object';
}
