// Which of a run's evaluated splits is meant.
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';

/** The one that is named; else test, else the first one. @throws UserError where the run was not evaluated on it, or on none */
export function evaluatedSplit(
  { runId, name, evaluations, source }: Pick<RunRecord, 'runId' | 'name' | 'evaluations' | 'source'>,
  wanted?: string,
): string {
  const split = wanted ?? evaluations.find((each) => each === 'test') ?? evaluations[0];
  if (split !== undefined && evaluations.includes(split)) return split;
  const evaluate = `boxwright evaluate ${runId}${wanted === undefined ? '' : ` --split ${wanted}`}`;
  throw new UserError({
    code: 'evaluation-not-found',
    message: `${name} has not been evaluated on ${
      evaluations.length === 0 ? 'any split' : `the split "${split}", only on ${evaluations.join(', ')}`
    }.`,
    // There is no network that could be run on another split.
    hint: source ? `Name the split ${evaluations.join(' or ')}.` : evaluate,
  });
}
