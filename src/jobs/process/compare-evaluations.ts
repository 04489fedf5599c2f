// The ledger of two stored evaluations: their false positives, paired where both have them.
import { type JudgedTable } from '../../core/analysis/judged-table.ts';
import { ERROR_KINDS } from '../../core/errors/error-kind.ts';
import {
  compareFalsePositives,
  LEDGER_STATES,
  type LedgerEntry,
} from '../../core/ledger/compare-false-positives.ts';
import { UserError } from '../../core/user-error.ts';
import { LEDGER_LIMIT, type Ledger, type LedgerBox } from '../../contract/evaluation-calls.ts';
import type { StoredEvaluation } from '../../storage/runs/evaluation-folder.ts';

/** An evaluation, judged at settings of its own. */
export interface JudgedEvaluation {
  readonly stored: Pick<StoredEvaluation, 'images' | 'classes'>;
  readonly judged: JudgedTable;
}

/** @throws UserError where the two have other classes, or not one image in common */
export function compareEvaluations(
  before: JudgedEvaluation,
  after: JudgedEvaluation,
): Omit<Ledger, 'datasetId'> {
  if (before.stored.classes.join('\n') !== after.stored.classes.join('\n'))
    throw new UserError({
      code: 'classes-differ',
      message: `The two runs know other classes: ${before.stored.classes.join(', ')} and ${after.stored.classes.join(', ')}.`,
      hint: 'Compare runs of one dataset.',
    });
  const later = new Map(after.stored.images.map(({ imageId }, index) => [imageId, index]));
  const common = before.stored.images.flatMap(({ imageId }, index) => {
    const other = later.get(imageId);
    return other === undefined ? [] : [[index, other] as const];
  });
  if (common.length === 0)
    throw new UserError({
      code: 'no-common-image',
      message: 'The two evaluations have not one image in common.',
      hint: 'Compare the same split of two runs of one dataset.',
    });
  const all = compareFalsePositives(before.judged, after.judged, common);
  const scoreOf = (entry: LedgerEntry): number =>
    entry.after === null ? before.judged.score[entry.before!]! : after.judged.score[entry.after]!;
  return {
    counts: Object.fromEntries(
      LEDGER_STATES.map((state) => [state, all.filter((entry) => entry.state === state).length]),
    ) as Ledger['counts'],
    entries: all
      .toSorted((a, b) => scoreOf(b) - scoreOf(a))
      .slice(0, LEDGER_LIMIT)
      .map((entry) => describeEntry(entry, before, after)),
    images: common.length,
  };
}

function describeEntry(
  { state, iou, ...rows }: LedgerEntry,
  before: JudgedEvaluation,
  after: JudgedEvaluation,
): Ledger['entries'][number] {
  const [{ stored, judged }, row] = rows.before === null ? [after, rows.after!] : [before, rows.before];
  return {
    state,
    iou,
    imageId: stored.images[judged.image[row]!]!.imageId,
    className: stored.classes[judged.classIndex[row]!]!,
    before: rows.before === null ? null : boxAt(before.judged, rows.before),
    after: rows.after === null ? null : boxAt(after.judged, rows.after),
  };
}

function boxAt(judged: JudgedTable, row: number): LedgerBox {
  return {
    row: judged.row[row]!,
    box: { x1: judged.x1[row]!, y1: judged.y1[row]!, x2: judged.x2[row]!, y2: judged.y2[row]! },
    score: judged.score[row]!,
    kind: ERROR_KINDS[judged.kind[row]!]!,
    branch: judged.branch[row]!,
    anchor: judged.anchor[row]!,
  };
}
