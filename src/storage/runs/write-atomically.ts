// Whole files that appear complete or not at all: written under a temporary name, flushed, then renamed.
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

let written = 0;

/**
 * Replaces a file's content. A reader sees the old content or the new one, never a part; a crash leaves the old one.
 * Makes the folder if it is missing.
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}-${written++}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
