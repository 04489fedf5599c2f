// Two runs on one split: the run that is open and another one, the ledger of their false positives, and one image in both.
import type { Ledger } from '../../contract/evaluation-calls.ts';
import { findCounterpart, type Counterpart } from '../../core/ledger/find-counterpart.ts';
import type { Box } from '../../core/boxes/box.ts';
import type { Client } from '../client.ts';
import { InspectedImage, type Picked } from './inspected-image.svelte.ts';
import { detectionOf } from './judge-candidates.ts';
import { findEntry, type LedgerEntry } from './ledger-list.ts';
import type { Marks } from './marks.svelte.ts';
import { Resource } from './resource.svelte.ts';
import { SplitEvaluation } from './split-evaluation.svelte.ts';

export const SIDES = ['before', 'after'] as const;
export type Side = (typeof SIDES)[number];

/** A run on one side: its evaluation, and the image as it judges it. */
export interface ComparedRun {
  readonly evaluation: SplitEvaluation;
  readonly inspected: InspectedImage;
}

/** A box of one run, as a place in the other, which has none picked there. */
export interface AbsentBox {
  readonly box: Box;
  readonly classIndex: number;
  readonly outcome: 'tp' | 'fp' | 'ignored';
  /** What the other run has there instead; null: nothing. */
  readonly counterpart: Counterpart | null;
}

const opposite = (side: Side): Side => (side === 'before' ? 'after' : 'before');
const rowOf = (picked: Picked | null): number | null => (picked?.kind === 'candidate' ? picked.row : null);

export class RunComparison {
  /** The run that the inspector has open. */
  readonly #own: ComparedRun;
  readonly #other: ComparedRun;
  /** Whether the open run is the earlier one. */
  #ownIsBefore = $state(false);
  readonly before = $derived.by(() => (this.#ownIsBefore ? this.#own : this.#other));
  readonly after = $derived.by(() => (this.#ownIsBefore ? this.#other : this.#own));
  readonly ledger = new Resource<Ledger>();
  /** The entry whose boxes are picked. */
  readonly entry = $derived.by<LedgerEntry | null>(() =>
    findEntry(this.ledger.value?.entries ?? [], this.#own.inspected.imageId, {
      before: rowOf(this.before.inspected.picked),
      after: rowOf(this.after.inspected.picked),
    }),
  );
  readonly absentBefore = $derived.by(() => this.#findAbsent('before'));
  readonly absentAfter = $derived.by(() => this.#findAbsent('after'));

  readonly #client: Client;
  /** The entry that is on its way to be picked. */
  #target: LedgerEntry | null = null;
  /** Runs, split and settings that the ledger is of. */
  #counted = '';
  /** The two runs and the split. */
  #pair = '';

  constructor(client: Client, marks: Marks, own: ComparedRun) {
    this.#client = client;
    this.#own = own;
    const evaluation = new SplitEvaluation(client, marks);
    this.#other = { evaluation, inspected: new InspectedImage(client, evaluation) };
  }

  get other(): SplitEvaluation {
    return this.#other.evaluation;
  }

  /** Compares the open run with another on the split that is open. */
  async open(runId: string, split: string, ownIsBefore: boolean): Promise<void> {
    const { evaluation, inspected } = this.#other;
    this.#ownIsBefore = ownIsBefore;
    if (evaluation.runId !== runId || evaluation.split !== split) inspected.forget();
    const pair = JSON.stringify([this.#own.evaluation.runId, runId, split]);
    if (this.#pair !== pair) {
      this.ledger.clear();
      this.#counted = '';
    }
    this.#pair = pair;
    await evaluation.open(runId, split, {});
  }

  /** Takes the ledger at the settings of both, where it is not that already. */
  async count(): Promise<void> {
    const input = { before: inputOf(this.before.evaluation), after: inputOf(this.after.evaluation) };
    const { before, after } = input;
    if (before === null || after === null) return;
    const marks = this.#own.evaluation.marks.map(({ markId }) => markId);
    const wanted = JSON.stringify([input, marks]);
    if (wanted === this.#counted) return;
    this.#counted = wanted;
    await this.ledger.load(() => this.#client.query('evaluation.ledger', { before, after }));
    if (this.ledger.error !== null && wanted === this.#counted) this.#counted = '';
  }

  /** Shows an image in both runs. */
  async show(imageId: string): Promise<void> {
    await Promise.all(
      [this.#own, this.#other].map(({ evaluation: { runId, split }, inspected }) =>
        runId === null || split === null ? Promise.resolve() : inspected.show(runId, split, imageId),
      ),
    );
  }

  /** Shows the image of an entry, and picks the boxes that it has. */
  async pickEntry(entry: LedgerEntry): Promise<void> {
    this.#target = entry;
    await this.show(entry.imageId);
    if (this.#target !== entry) return;
    this.#target = null;
    for (const side of SIDES) {
      const box = entry[side];
      this[side].inspected.picked = box && { kind: 'candidate', row: box.row };
    }
  }

  /** The entry that many places further in a list, from the picked one on; from the beginning where none is picked. */
  step(entries: readonly LedgerEntry[], by: 1 | -1): LedgerEntry | null {
    const current = this.#target ?? this.entry;
    const at = current === null ? -1 : entries.indexOf(current);
    return entries[Math.min(entries.length - 1, Math.max(0, at + by))] ?? null;
  }

  /** Picks a box of one run; in the other the box that is the same false positive, or the same object. */
  pick(side: Side, picked: Picked | null): void {
    this.#target = null;
    const other = this[opposite(side)].inspected;
    this[side].inspected.picked = picked;
    other.picked = picked?.kind === 'groundTruth' ? picked : null;
    const box = this.entry?.[opposite(side)] ?? null;
    if (box !== null) other.picked = { kind: 'candidate', row: box.row };
  }

  #findAbsent(side: Side): AbsentBox | null {
    const { picked, candidates, outcomes } = this[side].inspected;
    const {
      candidates: others,
      picked: otherPicked,
      outcomes: otherOutcomes,
    } = this[opposite(side)].inspected;
    if (picked !== null || otherPicked?.kind !== 'candidate') return null;
    if (candidates === null || outcomes === null || others === null || otherOutcomes === null) return null;
    const judged = otherOutcomes.detections.find(({ row }) => row === otherPicked.row);
    const { box, classIndex } = judged ?? detectionOf(others, otherPicked.row);
    const counterpart = findCounterpart(
      { box, classIndex },
      { ...candidates, suppression: outcomes.suppression },
    );
    return { box, classIndex, outcome: judged?.outcome ?? 'ignored', counterpart };
  }
}

/** What the ledger asks of one side; null while its settings are not known. */
function inputOf({ runId, split, settings, marks }: SplitEvaluation) {
  if (runId === null || split === null || settings === null) return null;
  return { runId, split, settings, withMarks: marks.length > 0 };
}
