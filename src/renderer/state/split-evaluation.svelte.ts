// A whole split of a run at adjustable settings: its figures, what they were when it was opened, and its images.
import type { RunDetails } from '../../contract/api.ts';
import type { SplitRecount } from '../../contract/evaluation-calls.ts';
import type { EvaluationSummary, OperatingSettings } from '../../contract/evaluation.ts';
import type { Mark } from '../../core/marks/mark.ts';
import type { Client } from '../client.ts';
import { settingsAlone } from '../../core/metrics/operating-point.ts';
import { latestCall } from './latest-call.ts';
import type { Marks } from './marks.svelte.ts';
import { describeError, Resource } from './resource.svelte.ts';
import { NOTHING_MUTED } from '../../core/nms/scores.ts';
import { toggleMuted, type Mutable } from './muting.ts';
import { sameSettings } from './settings-route.ts';
import type { UserErrorDetails } from '../../core/user-error.ts';

export class SplitEvaluation {
  runId = $state<string | null>(null);
  split = $state<string | null>(null);
  readonly summary = new Resource<EvaluationSummary>();
  readonly details = new Resource<RunDetails>();
  /** The network's branches, as candidates number them. */
  readonly branches = $derived.by(() => {
    const branches = this.details.value?.recipe?.network.branches;
    return branches === undefined || branches === 'auto' ? [] : branches;
  });
  /** Null until it is known at which settings the evaluation was stored. */
  settings = $state.raw<OperatingSettings | null>(null);
  recount = $state.raw<SplitRecount | null>(null);
  /** The counts at the stored settings: what changes are measured against. */
  opened = $state.raw<SplitRecount | null>(null);
  error = $state.raw<UserErrorDetails | null>(null);
  readonly storedSettings = $derived(
    this.summary.value === null ? null : settingsAlone(this.summary.value.operatingPoint),
  );
  /** Whether the settings differ from the stored ones. */
  readonly changed = $derived(!sameSettings(this.settings, this.storedSettings));
  /** Whether missing labels and ignore regions that a person marked count as ground truth. */
  countsMarks = $state(true);
  /** The marks that count now; none where they are switched off. */
  readonly marks = $derived.by<readonly Mark[]>(() =>
    this.countsMarks ? this.#marks.list.filter(({ kind }) => kind !== 'hard-negative') : [],
  );
  /** The marks with which the figures were counted. */
  #counted = $state.raw<readonly Mark[]>([]);
  /** Whether the figures shown belong to other settings or marks than those chosen. */
  readonly stale = $derived(
    this.recount !== null &&
      (!sameSettings(this.recount.operatingPoint, this.settings) || !sameMarks(this.#counted, this.marks)),
  );

  #version = '';
  readonly #client: Client;
  readonly #marks: Marks;

  constructor(client: Client, marks: Marks) {
    this.#client = client;
    this.#marks = marks;
  }

  isOpen(runId: string, split: string, version = ''): boolean {
    return runId === this.runId && split === this.split && version === this.#version;
  }

  /**
   * Shows a split of a run, at the given settings where they are given. Opening what is open changes nothing.
   * @param version another one is another evaluation of the same split
   */
  async open(
    runId: string,
    split: string,
    settings: Partial<OperatingSettings>,
    version = '',
  ): Promise<void> {
    if (this.isOpen(runId, split, version)) return;
    this.runId = runId;
    this.split = split;
    this.#version = version;
    this.settings = null;
    this.recount = null;
    this.opened = null;
    this.error = null;
    this.summary.clear();
    this.details.clear();
    void this.details.load(() => this.#client.query('runs.get', { runId }));
    await this.summary.load(() => this.#client.query('evaluation.summary', { runId, split }));
    const stored = this.storedSettings;
    if (stored === null || this.runId !== runId || this.split !== split) return;
    this.settings = { ...stored, ...settings };
    await this.#recount({ settings: stored, marks: [] });
    await this.refresh();
  }

  /** Counts again where settings or marks are not those of the figures shown. */
  async refresh(): Promise<void> {
    const { settings, marks } = this;
    if (settings !== null && this.stale) await this.#recount({ settings, marks });
  }

  /** Forgets what is shown, so that the next `open` fetches again. */
  close(): void {
    this.runId = null;
    this.split = null;
  }

  adjust(patch: Partial<OperatingSettings>): void {
    if (this.settings !== null) this.choose({ ...this.settings, ...patch });
  }

  /** Takes over settings as a whole. */
  choose(settings: OperatingSettings): void {
    if (this.settings === null) return;
    this.settings = settings;
    void this.#recount({ settings, marks: this.marks });
  }

  toggleMuted(what: Mutable): void {
    this.adjust({ muted: toggleMuted(this.settings?.muted, what) });
  }

  unmuteAll(): void {
    this.adjust({ muted: NOTHING_MUTED });
  }

  /** Makes the settings the run's operating point. @throws UserError while it is training */
  async save(): Promise<void> {
    const { runId, split, settings } = this;
    if (runId === null || split === null || settings === null) return;
    await this.#client.mutate('evaluation.saveSettings', { runId, settings });
    await this.summary.load(() => this.#client.query('evaluation.summary', { runId, split }));
    this.opened = null;
    await this.#recount({ settings, marks: [] });
    await this.refresh();
  }

  reset(): void {
    if (this.storedSettings !== null) this.choose(this.storedSettings);
  }

  /** One request at a time: while a slider moves, only the newest settings are counted next. */
  readonly #recount = latestCall<{
    readonly settings: OperatingSettings;
    readonly marks: readonly Mark[];
  }>(async ({ settings, marks }) => {
    const { runId, split } = this;
    if (runId === null || split === null) return;
    try {
      const recount = await this.#client.query('evaluation.recount', {
        runId,
        split,
        settings,
        withMarks: marks.length > 0,
      });
      if (runId !== this.runId || split !== this.split) return;
      this.recount = recount;
      this.#counted = marks;
      if (sameSettings(settings, this.storedSettings) && marks.length === 0) this.opened ??= recount;
      this.error = null;
    } catch (error) {
      if (runId === this.runId && split === this.split) this.error = describeError(error);
    }
  });
}

function sameMarks(a: readonly Mark[], b: readonly Mark[]): boolean {
  return a.length === b.length && a.every(({ markId }, i) => markId === b[i]!.markId);
}
