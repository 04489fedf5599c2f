// The in-memory client's ledger of two runs: the core's comparison over made-up candidates, image by image.
import type { Ledger, LedgerBox } from '../../contract/evaluation-calls.ts';
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import { judgeTable, type JudgedTable } from '../../core/analysis/judged-table.ts';
import { ERROR_KINDS } from '../../core/errors/error-kind.ts';
import { compareFalsePositives, LEDGER_STATES } from '../../core/ledger/compare-false-positives.ts';
import { prepareSplit } from '../../core/metrics/evaluate-split.ts';
import { toCandidateTable } from '../state/candidate-columns.ts';
import { evaluationImage } from './in-memory-evaluation.ts';

/** Both runs have the same candidates: they differ by their settings. */
export function compareInMemory(
  dataset: Dataset,
  split: string,
  before: OperatingSettings,
  after: OperatingSettings,
): Ledger {
  const records = dataset.images.filter((record) => record.split === split);
  const entries = records.flatMap((record) => compareImage(dataset, record, before, after));
  const scoreOf = (entry: Ledger['entries'][number]): number => (entry.after ?? entry.before!).score;
  return {
    datasetId: dataset.name,
    images: records.length,
    counts: Object.fromEntries(
      LEDGER_STATES.map((state) => [state, entries.filter((entry) => entry.state === state).length]),
    ) as Ledger['counts'],
    entries: entries.sort((a, b) => scoreOf(b) - scoreOf(a)),
  };
}

function compareImage(
  dataset: Dataset,
  record: ImageRecord,
  before: OperatingSettings,
  after: OperatingSettings,
): Ledger['entries'][number][] {
  const { imageId } = record;
  const table = toCandidateTable(imageId, evaluationImage(dataset.name, dataset, record).candidates);
  const prepared = prepareSplit(table, new Map([[imageId, record.groundTruth]]), dataset.classes);
  const [earlier, later] = [judgeTable(prepared, before), judgeTable(prepared, after)];
  return compareFalsePositives(earlier, later, [[0, 0]]).map(({ state, iou, ...rows }) => ({
    state,
    iou,
    imageId,
    className:
      dataset.classes[
        rows.before === null ? later.classIndex[rows.after!]! : earlier.classIndex[rows.before]!
      ]!,
    before: rows.before === null ? null : boxAt(earlier, rows.before),
    after: rows.after === null ? null : boxAt(later, rows.after),
  }));
}

function boxAt(judged: JudgedTable, at: number): LedgerBox {
  return {
    row: judged.row[at]!,
    box: { x1: judged.x1[at]!, y1: judged.y1[at]!, x2: judged.x2[at]!, y2: judged.y2[at]! },
    score: judged.score[at]!,
    kind: ERROR_KINDS[judged.kind[at]!]!,
    branch: judged.branch[at]!,
    anchor: judged.anchor[at]!,
  };
}
