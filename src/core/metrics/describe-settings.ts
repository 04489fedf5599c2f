// The settings under which something was counted, in words.
import { describeRule } from '../nms/describe-rule.ts';
import { GREEDY } from '../nms/rule.ts';
import { NOTHING_MUTED, PLAIN_SCORE } from '../nms/scores.ts';
import type { OperatingSettings } from './summary.ts';

/** What the settings are about. */
export interface NamedParts {
  readonly branches: readonly { readonly stride: number }[];
  readonly classes: readonly string[];
  /** Whether the candidates come with a sigma of their sides. */
  readonly hasSigma: boolean;
}

/** `score >= 0.4; NMS greedy, IoU above 0.5; match IoU 0.5; ..`: what differs from the usual stands at the end. */
export function describeSettings(settings: OperatingSettings, parts: NamedParts): string {
  const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections } = settings;
  return [
    `score >= ${scoreThreshold}`,
    `NMS ${describeRule(settings.suppression ?? GREEDY, nmsIouThreshold, parts.hasSigma)}`,
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

function mutedText({ muted = NOTHING_MUTED }: OperatingSettings, parts: NamedParts): string[] {
  const strideOf = (branch: number) => parts.branches[branch]?.stride ?? branch;
  const names = [
    ...muted.branches.map((branch) => `stride ${strideOf(branch)}`),
    ...muted.anchors.map(([branch, anchor]) => `anchor ${strideOf(branch)}:${anchor + 1}`),
    ...muted.classes.map((classIndex) => `class ${parts.classes[classIndex] ?? classIndex}`),
  ];
  return names.length === 0 ? [] : [`muted: ${names.join(', ')}`];
}
