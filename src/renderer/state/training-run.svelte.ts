// One run as its events tell it: replayed from the journal, then live. The same after a reload.
import type { RunDetails } from '../../contract/api.ts';
import { isTerminal, type JobEvent, type JobEventPayload } from '../../contract/job-events.ts';
import type { Client } from '../client.ts';
import { Resource } from './resource.svelte.ts';

export type EventOf<T extends JobEventPayload['type']> = Extract<JobEventPayload, { type: T }>;
export interface LogLine {
  readonly sequence: number;
  readonly at: string;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
}

const LOG_LINES_KEPT = 500;

export class TrainingRun {
  runId = $state<string | null>(null);
  readonly details = new Resource<RunDetails>();
  started = $state.raw<EventOf<'started'> | null>(null);
  planned = $state.raw<EventOf<'planned'> | null>(null);
  progress = $state.raw<EventOf<'progress'> | null>(null);
  epochs = $state.raw<readonly EventOf<'metric'>[]>([]);
  log = $state.raw<readonly LogLine[]>([]);
  /** The event that ended it; null while it goes on. */
  ended = $state.raw<EventOf<'succeeded' | 'failed' | 'cancelled'> | null>(null);

  readonly totalEpochs = $derived(this.planned?.epochs ?? this.started?.epochs ?? 0);
  readonly lastValidation = $derived(
    this.epochs.findLast(({ validation }) => validation)?.validation ?? null,
  );
  /** Of the whole training, in [0, 1]. */
  readonly fraction = $derived.by(() => {
    if (this.ended?.type === 'succeeded') return 1;
    const total = this.totalEpochs;
    if (total === 0) return 0;
    const inEpoch =
      this.progress?.phase === 'train' ? this.progress.done / Math.max(1, this.progress.total) : 0;
    return Math.min(1, (this.epochs.length + (inEpoch < 1 ? inEpoch : 0)) / total);
  });

  readonly #client: Client;
  #unsubscribe: (() => void) | null = null;
  #lastSequence = 0;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Follows a run; null lets go. Following the same run again changes nothing. */
  follow(runId: string | null): void {
    if (runId === this.runId) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    this.#reset(runId);
    if (runId === null) return;
    void this.details.load(() => this.#client.query('runs.get', { runId }));
    this.#unsubscribe = this.#client.subscribe('runs.events', { runId, fromSequence: 0 }, (event) => {
      if (this.runId === runId) this.#receive(event);
    });
  }

  /** After a resume the same run goes on with further events: listen again from where it was. */
  followOn(): void {
    const { runId } = this;
    if (runId === null) return;
    this.#unsubscribe?.();
    this.ended = null;
    this.#unsubscribe = this.#client.subscribe(
      'runs.events',
      { runId, fromSequence: this.#lastSequence + 1 },
      (event) => this.#receive(event),
    );
  }

  /** A reconnection replays events that are already here: they are passed over. */
  #receive({ sequence, at, event }: JobEvent): void {
    if (sequence <= this.#lastSequence) return;
    this.#lastSequence = sequence;
    if (isTerminal(event)) this.progress = null;
    switch (event.type) {
      case 'started':
        this.started = event;
        this.ended = null;
        break;
      case 'planned':
        this.planned = event;
        this.#write({ sequence, at, level: 'info', message: `${event.epochs} epochs: ${event.reason}` });
        break;
      case 'progress':
        this.progress = event;
        break;
      case 'metric':
        // A resumed run repeats the epochs after its last checkpoint: the later record holds.
        this.epochs = [...this.epochs.filter(({ epoch }) => epoch < event.epoch), event];
        break;
      case 'checkpoint':
        this.#write({
          sequence,
          at,
          level: 'info',
          message: `checkpoint ${event.kind}, epoch ${event.epoch}`,
        });
        break;
      case 'log':
        this.#write({ sequence, at, level: event.level, message: event.message });
        break;
      case 'diverged':
        this.#write({ sequence, at, level: 'error', message: event.message });
        break;
      case 'failed':
        this.ended = event;
        this.#write({ sequence, at, level: 'error', message: event.message });
        break;
      case 'succeeded':
      case 'cancelled':
        this.ended = event;
        this.#write({ sequence, at, level: 'info', message: event.type });
        break;
    }
  }

  #write(line: LogLine): void {
    this.log = [...this.log.slice(-LOG_LINES_KEPT), line];
  }

  #reset(runId: string | null): void {
    this.runId = runId;
    this.details.clear();
    this.started = null;
    this.planned = null;
    this.progress = null;
    this.epochs = [];
    this.log = [];
    this.ended = null;
    this.#lastSequence = 0;
  }
}
