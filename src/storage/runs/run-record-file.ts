// run.json: a run's state and leading numbers, and whether the process that it names still lives.
import { readFile, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { UserError } from '../../core/user-error.ts';
import { runRecordSchema, type RunRecord } from '../../contract/run.ts';
import { writeAtomically } from './write-atomically.ts';

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
  return record.state === 'running' && !(await isAlive(record.pid, path))
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

/** Whether the process exists and can be the one that wrote the record: numbers start anew when the machine does. */
async function isAlive(pid: number | null, path: string): Promise<boolean> {
  if (pid === null) return false;
  const startedAt = Date.now() - uptime() * 1000;
  if ((await stat(path)).mtimeMs < startedAt) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // It lives, as another user.
  }
}
