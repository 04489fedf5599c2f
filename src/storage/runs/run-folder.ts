// One run's folder: its record, recipe, journal, metrics, checkpoints and evaluations as plain files.
import { access, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import type { CheckpointKind, JobEvent, JobEventPayload } from '../../contract/job-events.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { RunRecord } from '../../contract/run.ts';
import type { EvaluationSummary } from '../../contract/evaluation.ts';
import {
  readEvaluation,
  readEvaluationSummary,
  writeEvaluation,
  type NewEvaluation,
  type StoredEvaluation,
} from './evaluation-folder.ts';
import { assertHasNetwork } from './assert-network.ts';
import { Journal, type FollowOptions } from './journal.ts';
import { appendMetricsRow, type MetricEvent } from './metrics-csv.ts';
import { readRecipeFile, writeRecipeFile } from './recipe-file.ts';
import { readRunRecord, writeRunRecord } from './run-record-file.ts';
import { makeFolderIn, removeLeftovers, writeAtomically } from './write-atomically.ts';
import { folderGone } from './write-errors.ts';

/**
 * Access to one run folder. Holds no open file, so there is nothing to close. A folder that was removed is not made again by
 * a write: every write is a UserError then, as it is when the disk is full.
 */
export class RunFolder {
  /** Absolute path. */
  readonly directory: string;
  readonly #journal: Journal;
  #updates: Promise<unknown> = Promise.resolve();

  constructor(directory: string) {
    this.directory = directory;
    this.#journal = new Journal(join(directory, 'journal.jsonl'));
  }

  /** The record; `interrupted` where it says running and its process is gone. @throws UserError */
  readRecord(): Promise<RunRecord> {
    return readRunRecord(this.#path('run.json'));
  }

  /** Changes fields of the record and returns the whole. Calls take effect one after another. */
  updateRecord(patch: Partial<RunRecord> | ((record: RunRecord) => Partial<RunRecord>)): Promise<RunRecord> {
    const updated = this.#updates.then(async () => {
      await this.#assertThere();
      const before = await this.readRecord();
      const record = { ...before, ...(typeof patch === 'function' ? patch(before) : patch) };
      await writeRunRecord(this.#path('run.json'), record);
      return record;
    });
    this.#updates = updated.catch(() => undefined);
    return updated;
  }

  /** @throws UserError naming the line of a mistake, and for a run without a network */
  async readRecipe(): Promise<Recipe> {
    assertHasNetwork(await this.readRecord());
    return readRecipeFile(this.#path('recipe.yaml'));
  }

  async writeRecipe(recipe: Recipe): Promise<void> {
    await this.#assertThere();
    await writeRecipeFile(this.#path('recipe.yaml'), recipe);
  }

  /** recipe.yaml as it stands. */
  readRecipeText(): Promise<string> {
    return readFile(this.#path('recipe.yaml'), 'utf8');
  }

  /** Numbers, stamps and appends an event; it is in the file when the promise resolves, so publish it then. */
  async appendEvent(event: JobEventPayload): Promise<JobEvent> {
    await this.#assertThere();
    return this.#journal.append(event);
  }

  /** Events from a sequence number on (0 or 1: all). */
  readEvents(fromSequence = 0): Promise<JobEvent[]> {
    return this.#journal.read(fromSequence);
  }

  /** Replays from a sequence number, then yields events as they are appended, until the signal aborts. */
  followEvents(
    fromSequence: number,
    signal: AbortSignal,
    options: FollowOptions = {},
  ): AsyncGenerator<JobEvent, void> {
    return this.#journal.follow(fromSequence, signal, options);
  }

  /** Adds an epoch to metrics.csv. */
  async appendMetricsRow(metric: MetricEvent): Promise<void> {
    await this.#assertThere();
    await appendMetricsRow(this.#path('metrics.csv'), metric);
  }

  /** Absolute path of a checkpoint, whether or not it is there. */
  checkpointPath(kind: CheckpointKind): string {
    return this.#path('checkpoints', `${kind}.safetensors`);
  }

  /** Writes a checkpoint and returns its path relative to the run folder. */
  async writeCheckpoint(kind: CheckpointKind, bytes: Uint8Array): Promise<string> {
    await this.#assertThere();
    await makeFolderIn(this.directory, 'checkpoints');
    await writeAtomically(this.checkpointPath(kind), bytes);
    return `checkpoints/${kind}.safetensors`;
  }

  async hasCheckpoint(kind: CheckpointKind): Promise<boolean> {
    return access(this.checkpointPath(kind)).then(
      () => true,
      () => false,
    );
  }

  /** @throws UserError when the run has no such checkpoint */
  async readCheckpoint(kind: CheckpointKind): Promise<Uint8Array> {
    try {
      return await readFile(this.checkpointPath(kind));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      throw new UserError({
        code: 'checkpoint-not-found',
        message: `${this.directory}: the run has no checkpoint "${kind}".`,
        hint: 'A run has checkpoints once its first epoch is done. Train it, or choose another run.',
      });
    }
  }

  /** Stores an evaluation and lists its split in the record. */
  async writeEvaluation(split: string, evaluation: NewEvaluation): Promise<void> {
    await this.#assertThere();
    const parent = await makeFolderIn(this.directory, 'evaluations');
    await makeFolderIn(parent, basename(this.evaluationDirectory(split)));
    await writeEvaluation(this.evaluationDirectory(split), evaluation);
    await this.updateRecord(({ evaluations }) => ({
      evaluations: evaluations.includes(split) ? evaluations : [...evaluations, split],
    }));
  }

  /** @throws UserError when the split was not evaluated */
  readEvaluation(split: string): Promise<StoredEvaluation> {
    return readEvaluation(this.evaluationDirectory(split), split);
  }

  /** @throws UserError when the split was not evaluated */
  readEvaluationSummary(split: string): Promise<EvaluationSummary> {
    return readEvaluationSummary(this.evaluationDirectory(split), split);
  }

  /** Absolute path of a split's evaluation, whether or not it is there. */
  evaluationDirectory(split: string): string {
    return this.#path('evaluations', encodeURIComponent(split).replace(/^\.+/, '_'));
  }

  /** Removes the temporary files of writers that died. */
  removeLeftovers(): Promise<void> {
    return removeLeftovers(this.directory);
  }

  async #assertThere(): Promise<void> {
    await access(this.#path('run.json')).catch(() => {
      throw folderGone(this.directory);
    });
  }

  #path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }
}
