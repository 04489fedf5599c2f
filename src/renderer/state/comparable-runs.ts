// The runs that a run can be compared with on a split.
import type { RunRecord } from '../../contract/run.ts';

export interface ComparableRun {
  readonly run: RunRecord;
  /** Why it cannot be chosen; null where it can. */
  readonly obstacle: string | null;
}

/** The other runs of the dataset, newest first; those that were not evaluated on the split cannot be chosen. */
export function comparableRuns(
  run: RunRecord,
  ofDataset: readonly RunRecord[],
  split: string,
): readonly ComparableRun[] {
  return ofDataset
    .filter(({ runId }) => runId !== run.runId)
    .map((other) => ({
      run: other,
      obstacle: other.evaluations.includes(split) ? null : `not evaluated on ${split}`,
    }));
}

/** Of two runs, the one that was made first. */
export function isEarlier(run: RunRecord, other: RunRecord): boolean {
  return run.createdAt < other.createdAt || (run.createdAt === other.createdAt && run.runId < other.runId);
}

/** A split that both were evaluated on, the test split rather than another; null where there is none. */
export function commonSplit(a: RunRecord, b: RunRecord): string | null {
  const common = a.evaluations.filter((split) => b.evaluations.includes(split));
  return common.find((split) => split === 'test') ?? common[0] ?? null;
}
