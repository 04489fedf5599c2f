// The verdict on an object that nobody found: the box that is about it, if any, and what the candidate that would have found it lacked.
import { explainMiss, type MissReason } from '../../core/inspection/explain-miss.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import type { JudgedDetection } from './judge-candidates.ts';
import type { Scene, Verdict } from './verdict-scene.ts';

const share = (value: number): string => value.toFixed(2);

/** @param index of a missed object among the image's ground truth */
export function describeMiss(index: number, scene: Scene): Verdict {
  const { image, candidates, outcomes, settings } = scene;
  const nameOf = (classIndex: number): string => image.classes[classIndex] ?? 'object';
  const object = outcomes.groundTruth[index]!;
  const reason = explainMiss(index, candidates, outcomes, settings);
  const claim = outcomes.missed.find(({ groundTruth }) => groundTruth === index)?.claimedBy ?? null;
  const claimer = claim === null ? undefined : outcomes.detections[claim];
  const isMisnamed = claimer !== undefined && claimer.classIndex !== object.classIndex;
  const finder = describeFinder(reason, scene);
  return {
    tone: 'fn',
    title: `Missed: ${nameOf(object.classIndex)}`,
    text: claimer === undefined ? finder.text : `${describeClaim(claimer, nameOf)} ${finder.text}`,
    // A lower threshold does not undo a wrong name.
    remedy: isMisnamed ? null : finder.remedy,
    ...(claimer === undefined
      ? finder.other !== undefined && { other: finder.other }
      : { other: { label: `show the ${nameOf(claimer.classIndex)} on it`, row: claimer.row } }),
  };
}

/** A false positive that is about the object: of another class on it, or of its class beside it. */
function describeClaim(
  { classIndex, score, error }: JudgedDetection,
  nameOf: (classIndex: number) => string,
): string {
  const kind = error === null ? '' : `, ${ERROR_WORDS[error.kind]}`;
  return `A ${nameOf(classIndex)} of score ${share(score)} lies on it at IoU ${share(error?.iou ?? 0)}${kind}.`;
}

/** The candidate of the object's class that would have found it, and what stood in its way. */
function describeFinder(
  reason: MissReason,
  { candidates, outcomes, settings }: Scene,
): Pick<Verdict, 'text' | 'remedy' | 'other'> {
  if (reason.reason === 'no-candidate') {
    const text = `No candidate of this class reaches IoU ${share(settings.matchIouThreshold)}; the nearest has ${share(reason.iou)}.`;
    return { text, remedy: null };
  }
  const { row, iou, score } = reason;
  const found = `A candidate of this class lies on it at IoU ${share(iou)}`;
  switch (reason.reason) {
    case 'below-score': {
      const wanted = Math.floor(score * 100) / 100;
      return {
        text: `${found}, but its score of ${score.toFixed(3)} is below the threshold.`,
        remedy: { label: `score ${share(wanted)} would find it`, settings: { scoreThreshold: wanted } },
      };
    }
    case 'muted':
      return { text: `${found}, but its branch, anchor or class is muted.`, remedy: null };
    case 'beyond-maximum': {
      const text = `${found}, but ${settings.maxDetections} better boxes were kept before it.`;
      return { text, remedy: null };
    }
    case 'suppressed': {
      const by = outcomes.detections.find((kept) => kept.row === reason.by)?.score;
      return {
        text: `${found}, but NMS removed it for a box of score ${share(by ?? candidates.scores[reason.by]!)}.`,
        remedy: null,
        other: { label: 'show the removed box', row },
      };
    }
    case 'elsewhere': {
      const why = reason.takes === null ? 'suppression moved it away' : 'it takes another object';
      return { text: `${found}, but ${why}.`, remedy: null, other: { label: 'show it', row } };
    }
  }
}
