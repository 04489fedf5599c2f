// Finding runs again: all of them, or the one that a person names by path, id or name.
import { access, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../../core/user-error.ts';
import type { RunRecord } from '../../contract/run.ts';
import { RunFolder } from './run-folder.ts';

/** A run of a listing. */
export interface ListedRun {
  /** Absolute path. */
  readonly directory: string;
  readonly record: RunRecord;
}

/** Opens a run folder. @throws UserError when the folder holds no run */
export async function openRun(directory: string): Promise<RunFolder> {
  const folder = new RunFolder(resolve(directory));
  await folder.readRecord();
  return folder;
}

/**
 * Every run below the directory, newest first. A folder whose run.json is damaged is left out and handed to `onProblem`.
 */
export async function listRuns(
  runsDirectory: string,
  onProblem: (error: UserError) => void = () => undefined,
): Promise<ListedRun[]> {
  const files = await listRunFiles(runsDirectory);
  const runs = await Promise.all(
    files.map(async ({ directory }): Promise<ListedRun | null> => {
      try {
        return { directory, record: await new RunFolder(directory).readRecord() };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        if (error.code !== 'run-not-found') onProblem(error); // Deleted while we looked.
        return null;
      }
    }),
  );
  return runs.filter((run) => run !== null).sort(newestFirst);
}

/** A run folder and when its record was last written. */
export interface RunFile {
  /** Absolute path of the run folder. */
  readonly directory: string;
  readonly modifiedMs: number;
}

/** The run folders below the directory, in no order, without reading any: cheap enough to be asked often. */
export async function listRunFiles(runsDirectory: string): Promise<RunFile[]> {
  const parents = await listFolders(resolve(runsDirectory));
  const nested = await Promise.all(parents.map(listFolders));
  const found = await Promise.all(
    nested.flat().map(async (directory) => {
      const record = await stat(join(directory, 'run.json')).catch(() => null);
      return record && { directory, modifiedMs: record.mtimeMs };
    }),
  );
  return found.filter((file) => file !== null);
}

/**
 * The run that a text names: path of a run folder, run id, the start of exactly one run id, a run's name, or `latest`.
 * @throws UserError when there is none, or more than one
 */
export async function findRun(runsDirectory: string, text: string): Promise<RunFolder> {
  if (await hasRecord(resolve(text))) return openRun(text);
  const runs = await listRuns(runsDirectory);
  const [latest] = runs;
  if (text === 'latest' && latest) return new RunFolder(latest.directory);
  const exact = runs.filter(({ record }) => record.runId === text || record.name === text);
  const matches = exact.length > 0 ? exact : runs.filter(({ record }) => record.runId.startsWith(text));
  const [only, ...others] = matches;
  if (only && others.length === 0) return new RunFolder(only.directory);
  if (!only) {
    throw new UserError({
      code: 'run-not-found',
      message: `No run named "${text}" among the ${runs.length} runs in ${resolve(runsDirectory)}.`,
      hint: 'Give a run id, the start of one, a run name, or the path of a run folder; --runs names the folder of the runs.',
    });
  }
  throw new UserError({
    code: 'run-ambiguous',
    message: `"${text}" names ${matches.length} runs: ${matches.map(({ record }) => record.runId).join(', ')}.`,
    hint: 'Give more of the run id.',
  });
}

/** Removes a run folder with all that is in it. @throws UserError while the run is running */
export async function deleteRun(folder: RunFolder): Promise<void> {
  const { state, runId } = await folder.readRecord();
  if (state === 'running') {
    throw new UserError({
      code: 'run-running',
      message: `Run ${runId} is being trained and cannot be removed.`,
      hint: 'Stop it first.',
    });
  }
  await rm(folder.directory, { recursive: true });
}

/** By time of creation. */
function newestFirst(a: ListedRun, b: ListedRun): number {
  return a.record.createdAt < b.record.createdAt ? 1 : a.record.createdAt > b.record.createdAt ? -1 : 0;
}

async function listFolders(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(directory, entry.name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES') return [];
    throw error;
  }
}

async function hasRecord(directory: string): Promise<boolean> {
  return access(join(directory, 'run.json')).then(
    () => true,
    () => false,
  );
}
