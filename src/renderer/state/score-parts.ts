// What a candidate's score is made of, in words: a product, or for an unknown detector the score as it was imported.
import { PLAIN_SCORE, scoreFactors, type ScoreCriterion } from '../../core/nms/scores.ts';
import { formatShare } from '../format/figures.ts';
import type { ScoredCandidates } from './candidate-columns.ts';

export interface ScoreParts {
  /** The factors that count. `key` names the colour; `value` in [0, 1]. */
  readonly factors: readonly { readonly key: string; readonly label: string; readonly value: number }[];
  /** `.98 × .99 = .970`. */
  readonly text: string;
}

export interface ScoreSource {
  readonly classes: readonly string[];
  /** How the score is taken. */
  readonly criterion?: ScoreCriterion | undefined;
  /** The score of an unknown detector: what it is made of is not known. */
  readonly imported: boolean;
}

export function scoreParts(
  { table, scores }: ScoredCandidates,
  row: number,
  { classes, criterion = PLAIN_SCORE, imported }: ScoreSource,
): ScoreParts {
  const { objectness, classProbability, certainty } = scoreFactors(table, row, criterion);
  const { objectnessPower, classPower, sigmaPower } = criterion;
  const name = classes[table.classIndex[row]!] ?? 'class';
  const all = [
    { key: 'objectness', label: imported ? 'score' : 'obj', power: objectnessPower, value: objectness },
    { key: 'class', label: name, power: imported ? 0 : classPower, value: classProbability },
    { key: 'sigma', label: '1-σ', power: table.sigma === null ? 0 : sigmaPower, value: certainty },
  ];
  const factors = all
    .filter(({ power }) => power > 0)
    .map(({ key, label, power, value }) => ({
      key,
      label: power === 1 ? label : `${label}^${power}`,
      value,
    }));
  const score = scores[row]! < 0 ? 'muted' : formatShare(scores[row]!);
  const product = factors.map(({ value }) => formatShare(value, 2)).join(' × ');
  return { factors, text: imported ? `${score}, as imported` : `${product} = ${score}` };
}
