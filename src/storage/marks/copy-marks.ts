// Marks of a dataset that moved: kept by its place, they have to come along.
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MarkOwner } from '../../contract/marks.ts';
import { writeAtomically } from '../runs/write-atomically.ts';
import { MarkJournal, marksOfRun } from './mark-journal.ts';

/**
 * Copies the journal of the old place to the new one, undo and all; nothing where there is none, or where the new place has marks
 * of its own.
 * @param runDirectory of any run of the dataset
 */
export async function copyMarks(runDirectory: string, oldRoot: string, owner: MarkOwner): Promise<void> {
  const from = new MarkJournal(marksOfRun(runDirectory, oldRoot)).file;
  const to = new MarkJournal(marksOfRun(runDirectory, owner.root)).file;
  const isThere = async (file: string) => (await stat(file).catch(() => null)) !== null;
  if (from === to || (await isThere(to)) || !(await isThere(from))) return;
  const [, ...operations] = (await readFile(from, 'utf8')).split('\n');
  const { name, root, fingerprint } = owner;
  await mkdir(dirname(to), { recursive: true });
  await writeAtomically(
    to,
    [JSON.stringify({ format: 1, name, root, fingerprint }), ...operations].join('\n'),
  );
}
