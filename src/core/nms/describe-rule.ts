// A rule of suppression in words.
import type { SuppressionMethod, SuppressionRule } from './rule.ts';

/** `diou, beta 1, IoU above 0.5, across classes`: a rule with the numbers that it looks at. */
export function describeRule(rule: SuppressionRule, nmsIouThreshold: number): string {
  const above = `, IoU above ${nmsIouThreshold}`;
  const numbers: Record<SuppressionMethod, string> = {
    greedy: above,
    diou: `, beta ${rule.diouBeta}${above}`,
    'soft-linear': above,
    'soft-gaussian': `, sigma ${rule.softSigma}`,
    voting: `, sigma ${rule.votingSigma}${above}`,
    fusion: `, score ${rule.fusedScore}${above}`,
  };
  return `${rule.method}${numbers[rule.method]}${rule.acrossClasses ? ', across classes' : ''}`;
}
