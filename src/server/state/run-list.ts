// All runs of the runs directory, kept up to date whoever writes them: this server, the command line, another server.
import type { RunRecord } from '../../contract/run.ts';
import { UserError } from '../../core/user-error.ts';
import { listRunFiles } from '../../storage/runs/find-runs.ts';
import { RunFolder } from '../../storage/runs/run-folder.ts';
import { ChangeFeed } from './change-feed.ts';

/** How often the folder is looked at while somebody follows; jobs of this server are noticed at once. */
const POLL_MS = 2000;

interface Known {
  readonly stamp: number;
  readonly record: RunRecord;
}

export class RunList {
  readonly #runsDirectory: string;
  readonly #feed = new ChangeFeed();
  readonly #onBug: (error: unknown) => void;
  #known = new Map<string, Known>();
  #looking: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(runsDirectory: string, onBug: (error: unknown) => void) {
    this.#runsDirectory = runsDirectory;
    this.#onBug = onBug;
  }

  /** Newest first. */
  async list(): Promise<readonly RunRecord[]> {
    await this.refresh();
    return this.#sorted();
  }

  /** The whole list at once and at each change. */
  async *follow(signal: AbortSignal): AsyncGenerator<readonly RunRecord[], void> {
    await this.refresh();
    this.#schedule();
    yield* this.#feed.follow(() => this.#sorted(), signal);
  }

  /** The folder of a run, by its id alone: no path that a page sends is ever opened. @throws UserError */
  async find(runId: string): Promise<RunFolder> {
    for (const attempt of [0, 1]) {
      if (attempt === 1) await this.refresh();
      for (const [directory, { record }] of this.#known) {
        if (record.runId === runId) return new RunFolder(directory);
      }
    }
    throw new UserError({
      code: 'run-not-found',
      message: `There is no run ${runId} in ${this.#runsDirectory}.`,
      hint: 'It may have been removed.',
    });
  }

  /** Looks at the folder now; followers are told if anything is new. Resolves after a look that began after the call. */
  refresh(): Promise<void> {
    if (this.#looking === null) {
      this.#looking = this.#look().finally(() => (this.#looking = null));
      return this.#looking;
    }
    this.#next ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.refresh();
      });
    return this.#next;
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #sorted(): readonly RunRecord[] {
    return [...this.#known.values()]
      .map(({ record }) => record)
      .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0));
  }

  async #look(): Promise<void> {
    const before = this.#known;
    const files = await listRunFiles(this.#runsDirectory);
    const entries = await Promise.all(
      files.map(async ({ directory, modifiedMs }): Promise<[string, Known] | null> => {
        const known = before.get(directory);
        // The process of a running run may have died without writing.
        if (known?.stamp === modifiedMs && known.record.state !== 'running') return [directory, known];
        const record = await this.#read(directory);
        return record && [directory, { stamp: modifiedMs, record }];
      }),
    );
    this.#known = new Map(entries.filter((entry) => entry !== null));
    if (!sameRecords(before, this.#known)) this.#feed.notify();
  }

  async #read(directory: string): Promise<RunRecord | null> {
    try {
      return await new RunFolder(directory).readRecord();
    } catch (error) {
      if (error instanceof UserError) return null; // Damaged or just removed: the list of all runs tells of it.
      throw error;
    }
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      void this.refresh()
        .catch(this.#onBug)
        .finally(() => {
          this.#timer = null;
          if (this.#feed.followers > 0) this.#schedule();
        });
    }, POLL_MS);
  }
}

function sameRecords(before: ReadonlyMap<string, Known>, after: ReadonlyMap<string, Known>): boolean {
  if (before.size !== after.size) return false;
  for (const [directory, known] of after) {
    const old = before.get(directory);
    if (old === known) continue;
    if (!old || JSON.stringify(old.record) !== JSON.stringify(known.record)) return false;
  }
  return true;
}
