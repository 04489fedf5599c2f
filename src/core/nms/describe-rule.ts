// A rule of suppression in words.
import type { SuppressionMethod, SuppressionRule } from './rule.ts';

/**
 * `diou, beta 1, IoU above 0.5, across classes`: a rule with the numbers that it looks at.
 * @param hasSigma whether the candidates come with a sigma of their sides, by which voting weighs them
 */
export function describeRule(rule: SuppressionRule, nmsIouThreshold: number, hasSigma: boolean): string {
  const above = `, IoU above ${nmsIouThreshold}`;
  const numbers: Record<SuppressionMethod, string> = {
    greedy: above,
    diou: `, beta ${rule.diouBeta}${above}`,
    'soft-linear': above,
    'soft-gaussian': `, sigma ${rule.softSigma}`,
    voting: `, sigma ${rule.votingSigma}${above}${hasSigma ? '' : ', all sides weigh the same (sigma not known)'}`,
    fusion: `, score ${rule.fusedScore}${above}`,
  };
  return `${rule.method}${numbers[rule.method]}${rule.acrossClasses ? ', across classes' : ''}`;
}
