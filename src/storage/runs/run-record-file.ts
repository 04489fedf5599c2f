// run.json: a run's state and leading numbers, and whether the process that it names still lives.
import { readFile } from 'node:fs/promises';
import { UserError } from '../../core/user-error.ts';
import { runRecordSchema, type RunRecord } from '../../contract/run.ts';
import { writeAtomically } from './write-atomically.ts';
import { isWriterAlive } from './writer.ts';

/**
 * Reads a record. A run that says `running` while its process is gone is reported as `interrupted`.
 * @throws UserError when the file is missing or is not a record
 */
export async function readRunRecord(path: string): Promise<RunRecord> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new UserError({
      code: 'run-not-found',
      message: `${path}: not a run folder (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
      hint: 'Name a folder that holds run.json.',
    });
  }
  const record = parseRecord(text, path);
  const { state, pid } = record;
  return state === 'running' && (pid === null || !(await isWriterAlive(pid, path)))
    ? { ...record, state: 'interrupted', pid: null }
    : record;
}

/** Writes a record. */
export async function writeRunRecord(path: string, record: RunRecord): Promise<void> {
  await writeAtomically(path, `${JSON.stringify(record, null, 2)}\n`);
}

function parseRecord(text: string, path: string): RunRecord {
  try {
    return runRecordSchema.parse(JSON.parse(text));
  } catch (error) {
    const [first] = (error as Error).message.split('\n');
    throw new UserError({
      code: 'run-damaged',
      message: `${path}: expected a run record, found something else (${first ?? 'unreadable'}).`,
      hint: 'Restore the file or remove the run folder.',
    });
  }
}
