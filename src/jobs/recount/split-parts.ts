// A split judged part by part, the parts at the same time.
import { availableParallelism } from 'node:os';
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { PreparedSplit } from '../../core/metrics/evaluate-split.ts';
import type { JudgedSurvivors } from '../../core/metrics/split-recounter.ts';
import { cutSplit, joinJudged } from './cut-split.ts';
import { PartWorker } from './part-worker.ts';
import { SplitPart } from './split-part.ts';

/** Candidates of a part below which asking a thread costs about as much as it saves. */
const WORTH_A_THREAD = 50_000;
/** Each thread holds its part twice over: a person looks at one split at a time. */
const MOST_PARTS = 4;

const usefulParts = (candidates: number): number =>
  Math.max(1, Math.min(MOST_PARTS, availableParallelism(), Math.floor(candidates / WORTH_A_THREAD)));

/** The first part is judged in the caller's thread, each other one on a thread of its own. */
export class SplitParts {
  readonly #first: SplitPart;
  readonly #others: readonly { readonly worker: PartWorker; readonly firstRow: number }[];

  constructor(split: PreparedSplit, parts = usefulParts(split.table.length)) {
    const [first, ...others] = parts > 1 ? cutSplit(split, parts) : [];
    this.#first = new SplitPart(first?.take() ?? split);
    this.#others = others.map(({ take, firstRow }) => ({ worker: new PartWorker(take), firstRow }));
  }

  async judge(settings: OperatingSettings): Promise<JudgedSurvivors> {
    const others = this.#others.map(async ({ worker, firstRow }) => ({
      judged: await worker.judge(settings),
      firstRow,
    }));
    const first = Promise.resolve(settings).then((at) => ({ judged: this.#first.judge(at), firstRow: 0 }));
    return joinJudged(await Promise.all([first, ...others]));
  }

  /** Ends the threads once they have answered. */
  close(): void {
    for (const { worker } of this.#others) worker.close();
  }
}
