// The problems of a dataset by kind, the gravest first.
import type { DatasetProblem, ProblemCode } from '../../../contract/dataset.ts';

export interface ProblemGroup {
  readonly code: ProblemCode;
  readonly label: string;
  readonly severity: DatasetProblem['severity'];
  readonly problems: readonly DatasetProblem[];
}

const SEVERITY_ORDER = { error: 0, warning: 1, note: 2 };

/** Groups by code; within a group the order of the report stays. */
export function groupProblems(problems: readonly DatasetProblem[]): readonly ProblemGroup[] {
  const groups = new Map<ProblemCode, DatasetProblem[]>();
  for (const problem of problems) {
    const group = groups.get(problem.code);
    if (group === undefined) groups.set(problem.code, [problem]);
    else group.push(problem);
  }
  return [...groups]
    .map(([code, list]) => ({
      code,
      label: code.replaceAll('-', ' '),
      severity: gravest(list),
      problems: list,
    }))
    .sort(
      (a, b) =>
        SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] || b.problems.length - a.problems.length,
    );
}

function gravest(problems: readonly DatasetProblem[]): DatasetProblem['severity'] {
  return problems.reduce<DatasetProblem['severity']>(
    (worst, { severity }) => (SEVERITY_ORDER[severity] < SEVERITY_ORDER[worst] ? severity : worst),
    'note',
  );
}
