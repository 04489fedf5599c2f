// The boxes that the picture shows as rows of a list, in groups: what was kept or missed, what suppression removed, the rest.
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import type { PickableBox, ShownOutcome } from './box-picking.ts';
import { detectionOf } from './judge-candidates.ts';
import type { JudgedImage } from './shown-boxes.ts';

/** A box with what is said of it. */
export interface BoxRow extends PickableBox {
  readonly classIndex: number;
  /** Null for ground truth. */
  readonly score: number | null;
  readonly note: string;
}
/** A row: the heading of a group, or a box of it. */
export type ListRow = { readonly heading: string; readonly count: number } | BoxRow;

/** Groups in their order, and in each the outcomes in theirs; of one outcome the surest comes first. */
const GROUPS: readonly { readonly heading: string; readonly outcomes: readonly ShownOutcome[] }[] = [
  { heading: 'kept or missed', outcomes: ['fp', 'missed', 'tp', 'ignored'] },
  { heading: 'suppressed', outcomes: ['suppressed'] },
  { heading: 'other candidates', outcomes: ['candidate'] },
  { heading: 'ground truth', outcomes: ['matched'] },
];

/** A single group has no heading. */
export function listBoxes(boxes: readonly PickableBox[], image: JudgedImage): readonly ListRow[] {
  const detections = new Map(image.outcomes.detections.map((detection) => [detection.row, detection]));
  const describe = (box: PickableBox): BoxRow => {
    const { picked, outcome } = box;
    if (picked.kind === 'groundTruth') {
      const { classIndex } = image.outcomes.groundTruth[picked.index]!;
      return { ...box, classIndex, score: null, note: outcome === 'matched' ? 'truth' : outcome };
    }
    const judged = detections.get(picked.row);
    const { classIndex, score } = judged ?? detectionOf(image.candidates, picked.row);
    const kind = judged?.error?.kind;
    return { ...box, classIndex, score, note: kind === undefined ? '' : ERROR_WORDS[kind] };
  };
  const groups = GROUPS.map(({ heading, outcomes }) => ({
    heading,
    rows: boxes
      .filter(({ outcome }) => outcomes.includes(outcome))
      .map(describe)
      .sort(
        (a, b) =>
          outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome) || (b.score ?? 0) - (a.score ?? 0),
      ),
  })).filter(({ rows }) => rows.length > 0);
  if (groups.length === 1) return groups[0]!.rows;
  return groups.flatMap(({ heading, rows }) => [{ heading, count: rows.length }, ...rows]);
}
