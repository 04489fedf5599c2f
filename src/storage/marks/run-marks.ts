// marks.json of a run folder: the marks that its training took into account.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMarksSchema } from '../../contract/marks.ts';
import type { Mark } from '../../core/marks/mark.ts';
import { UserError } from '../../core/user-error.ts';
import { writeAtomically } from '../runs/write-atomically.ts';

const NAME = 'marks.json';

/** Writes the list. @param runDirectory absolute path of the run folder */
export async function writeRunMarks(runDirectory: string, marks: readonly Mark[]): Promise<void> {
  await writeAtomically(join(runDirectory, NAME), `${JSON.stringify({ format: 1, marks }, null, 2)}\n`);
}

/** The list; empty where the run has none. @throws UserError when the file is damaged */
export async function readRunMarks(runDirectory: string): Promise<readonly Mark[]> {
  const file = join(runDirectory, NAME);
  try {
    return runMarksSchema.parse(JSON.parse(await readFile(file, 'utf8'))).marks;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new UserError({
      code: 'run-damaged',
      message: `${file}: expected the marks of a run, found something else.`,
      hint: 'Restore the file. Without it the run cannot go on as it began; remove it to go on without marks.',
    });
  }
}
