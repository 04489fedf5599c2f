// The suppression methods by name.
import { suppressByFusion } from './fusion.ts';
import { suppressGreedily } from './greedy.ts';
import type { SuppressionKernel } from './kernel.ts';
import { GREEDY, type SuppressionMethod, type SuppressionSettings } from './rule.ts';
import { suppressSoftly } from './soft.ts';
import { suppressByVoting } from './voting.ts';

const KERNELS: Record<SuppressionMethod, SuppressionKernel> = {
  greedy: suppressGreedily,
  diou: suppressGreedily,
  'soft-linear': suppressSoftly,
  'soft-gaussian': suppressSoftly,
  voting: suppressByVoting,
  fusion: suppressByFusion,
};

/** The kernel that the settings ask for. */
export function kernelOf({ suppression = GREEDY }: SuppressionSettings): SuppressionKernel {
  return KERNELS[suppression.method];
}
