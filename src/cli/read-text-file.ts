// A text file that a person names.
import { readFile } from 'node:fs/promises';
import { UserError } from '../core/user-error.ts';

/** @param what what the file is to the person, for the message. @throws UserError when it cannot be read */
export async function readTextFile(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError({
      code: 'file-unreadable',
      message: `${what} ${file} cannot be read: ${(error as Error).message}`,
      hint: 'Check the path.',
    });
  }
}
