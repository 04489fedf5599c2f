// What a verdict is made of, and what it is made from.
import type { EvaluationImage } from '../../contract/evaluation-calls.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { ScoredCandidates } from './candidate-columns.ts';
import type { ImageOutcomes } from './judge-candidates.ts';

type VerdictTone = 'tp' | 'fp' | 'fn' | 'sup' | 'none';
export interface Verdict {
  readonly tone: VerdictTone;
  /** As short as `False positive: background`. */
  readonly title: string;
  readonly text: string;
  /** A change of the settings that would undo the error, where there is a simple one. */
  readonly remedy: { readonly label: string; readonly settings: Partial<OperatingSettings> } | null;
  /** Another candidate that the text speaks of. */
  readonly other?: { readonly label: string; readonly row: number };
}

export interface Scene {
  readonly image: EvaluationImage;
  readonly candidates: ScoredCandidates;
  readonly outcomes: ImageOutcomes;
  readonly settings: OperatingSettings;
}
