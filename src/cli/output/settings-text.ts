// The settings under which something was counted, in one line.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { GREEDY } from '../../core/nms/rule.ts';
import { NOTHING_MUTED, PLAIN_SCORE } from '../../core/nms/scores.ts';
import type { MutableParts } from '../settings-options.ts';
import { describeRule } from '../suppression-options.ts';

/** What differs from the usual stands at the end. */
export function settingsText(settings: OperatingSettings, parts: MutableParts): string {
  const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections } = settings;
  return [
    `score >= ${scoreThreshold}`,
    `NMS ${describeRule(settings.suppression ?? GREEDY, nmsIouThreshold)}`,
    `match IoU ${matchIouThreshold}`,
    `at most ${maxDetections} detections an image`,
    ...criterionText(settings),
    ...mutedText(settings, parts),
  ].join('; ');
}

function criterionText({ criterion = PLAIN_SCORE }: OperatingSettings): string[] {
  const { objectnessPower, classPower, sigmaPower } = criterion;
  if (objectnessPower === 1 && classPower === 1 && sigmaPower === 1) return [];
  return [`score = objectness^${objectnessPower} x class^${classPower} x (1 - sigma)^${sigmaPower}`];
}

function mutedText({ muted = NOTHING_MUTED }: OperatingSettings, parts: MutableParts): string[] {
  const strideOf = (branch: number) => parts.branches[branch]?.stride ?? branch;
  const names = [
    ...muted.branches.map((branch) => `stride ${strideOf(branch)}`),
    ...muted.anchors.map(([branch, anchor]) => `anchor ${strideOf(branch)}:${anchor + 1}`),
    ...muted.classes.map((classIndex) => `class ${parts.classes[classIndex] ?? classIndex}`),
  ];
  return names.length === 0 ? [] : [`muted: ${names.join(', ')}`];
}
