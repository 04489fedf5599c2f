// What the server says of the split under inspection at some settings, for views that follow when a slider has come to rest.
import type { OperatingSettings } from '../../contract/evaluation.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { latestCall } from './latest-call.ts';
import { describeError } from './resource.svelte.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';

/** Input of the calls that count a split. */
interface SplitAt {
  readonly runId: string;
  readonly split: string;
  readonly settings: OperatingSettings;
  readonly withMarks: boolean;
}

interface Request extends Omit<SplitAt, 'withMarks'> {
  /** Those that count as ground truth. */
  readonly marks: readonly Mark[];
}

/** One answer at a time; the former one stays until the newer one is there. */
export class SplitAnswer<T> {
  value = $state.raw<T | null>(null);
  error = $state.raw<UserErrorDetails | null>(null);
  /** Whether newer settings than those of `value` were asked for. */
  pending = $state(false);
  readonly #ask: (at: SplitAt) => Promise<T>;
  #wanted = '';

  constructor(ask: (at: SplitAt) => Promise<T>) {
    this.#ask = ask;
  }

  /** Asks for a split at settings; what is known already is not asked for again. */
  async show(request: Request): Promise<void> {
    const wanted = keyOf(request);
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.pending = true;
    await this.#fetch(request);
  }

  /** After a new evaluation nothing of the old one may stay. */
  forget(): void {
    this.#wanted = '';
    this.value = null;
    this.error = null;
    this.pending = false;
  }

  readonly #fetch = latestCall<Request>(async (request) => {
    const asked = keyOf(request);
    const { marks, ...place } = request;
    try {
      const value = await this.#ask({ ...place, withMarks: marks.length > 0 });
      if (asked !== this.#wanted) return;
      this.value = value;
      this.error = null;
    } catch (error) {
      if (asked !== this.#wanted) return;
      this.error = describeError(error);
    }
    this.pending = false;
  });
}

const keyOf = ({ runId, split, settings, marks }: Request): string =>
  JSON.stringify([runId, split, settings, marks.map(({ markId }) => markId)]);
