// Making a new run folder.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../../contract/dataset.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { ParentRun, RunRecord, RunSource } from '../../contract/run.ts';
import { datasetFolder } from './dataset-folder.ts';
import { writeRecipeFile } from './recipe-file.ts';
import { RunFolder } from './run-folder.ts';
import { writeRunRecord } from './run-record-file.ts';
import { describeWriteError } from './write-errors.ts';

/** What a run is made from. */
export interface NewRun {
  readonly dataset: Pick<Dataset, 'name' | 'root' | 'fingerprint' | 'classes'>;
  /** Null for a run that has no network. */
  readonly recipe: Recipe | null;
  /** Name and version of everything that may change a result. */
  readonly versions: Readonly<Record<string, string>>;
  /** The run's id when left out. */
  readonly name?: string;
  /** Run whose weights this one starts from. */
  readonly parent?: ParentRun;
  /** Where its boxes come from, where it was not trained. */
  readonly source?: RunSource;
}

/**
 * Makes `<runsDirectory>/<dataset>/<YYYYMMDD-HHMMSS-xxxx>/` with run.json and, for a network, recipe.yaml. The record says `running` under
 * this process' number until the process that trains writes its own; of an imported run it says `succeeded`.
 */
export async function createRun(runsDirectory: string, run: NewRun): Promise<RunFolder> {
  const { runId, directory } = await makeDirectory(datasetFolder(runsDirectory, run.dataset.name));
  const { name, root, fingerprint, classes } = run.dataset;
  const createdAt = new Date().toISOString();
  const record: RunRecord = {
    format: 1,
    runId,
    name: run.name ?? runId,
    dataset: { name, root, fingerprint, classes: [...classes] },
    // What was predicted elsewhere is done: no process works on it.
    state: run.source ? 'succeeded' : 'running',
    createdAt,
    endedAt: run.source ? createdAt : null,
    backend: null,
    versions: { ...run.versions },
    seed: run.recipe?.seed ?? 0,
    epochsDone: 0,
    epochs: run.recipe?.schedule.epochs ?? 0,
    seconds: 0,
    parameters: null,
    metrics: null,
    evaluations: [],
    parent: run.parent ?? null,
    ...(run.source && { source: run.source }),
    error: null,
    pid: run.source ? null : process.pid,
  };
  const folder = new RunFolder(directory);
  if (run.recipe) await writeRecipeFile(join(directory, 'recipe.yaml'), run.recipe);
  await writeRunRecord(join(directory, 'run.json'), record);
  return folder;
}

async function makeDirectory(parent: string): Promise<{ runId: string; directory: string }> {
  await mkdir(parent, { recursive: true }).catch((error: unknown) => {
    throw describeWriteError(error, parent);
  });
  for (;;) {
    const runId = `${localStamp(new Date())}-${randomBytes(2).toString('hex')}`;
    const directory = join(parent, runId);
    try {
      await mkdir(directory);
      return { runId, directory };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw describeWriteError(error, directory);
    }
  }
}

/** `YYYYMMDD-HHMMSS`, local time. */
function localStamp(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`;
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
