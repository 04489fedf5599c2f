// Whole files that appear complete or not at all: written under a temporary name, flushed, then renamed.
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isWriterAlive } from './writer.ts';
import { describeWriteError } from './write-errors.ts';

let written = 0;

/** What a file is to hold; piece by piece where it is too large to be held as a whole. */
type FileContent = string | Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Replaces a file's content. A reader sees the old content or the new one, never a part; a crash leaves the old one, and
 * perhaps a temporary file beside it. The folder has to be there: one that was removed is not made again.
 * @throws UserError when the disk is full, the folder is gone or may not be written to
 */
export async function writeAtomically(path: string, content: FileContent): Promise<void> {
  const temporary = await writeTemporary(path, content);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw describeWriteError(error, path);
  }
}

/**
 * Replaces files that belong together. The mark is absent while they change, so that a folder with it is of one piece; where
 * they cannot all be written, all stay as they were.
 * @param files contents by path, the mark's among them
 * @throws UserError as above
 */
export async function writeTogether(
  files: ReadonlyMap<string, string | Uint8Array>,
  mark: string,
): Promise<void> {
  const temporaries = new Map<string, string>();
  let at = mark;
  try {
    for (const [path, content] of files) temporaries.set(path, await writeTemporary(path, content));
    await rm(mark, { force: true });
    for (const [path, temporary] of temporaries) {
      at = path;
      if (path !== mark) await rename(temporary, path);
    }
    await rename(temporaries.get(mark)!, mark);
  } catch (error) {
    for (const temporary of temporaries.values()) await rm(temporary, { force: true }).catch(() => undefined);
    throw describeWriteError(error, at);
  }
}

/** Writes and flushes a file beside the one that it is to become. @returns its path */
async function writeTemporary(path: string, content: FileContent): Promise<string> {
  const temporary = `${path}.${process.pid}-${written++}.tmp`;
  try {
    // Another process with the same number may have died before us and left a file of this name.
    const file = await open(temporary, 'w');
    try {
      await writeFile(file, content);
      await file.sync();
    } finally {
      await file.close();
    }
    return temporary;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw describeWriteError(error, path);
  }
}

/** Makes a folder within one that is there; a parent that was removed is not made again. @throws UserError as above */
export async function makeFolderIn(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw describeWriteError(error, folder);
  }
  return folder;
}

const TEMPORARY = /\.(\d+)-\d+\.tmp$/;

/** Removes the temporary files that processes left in a folder and below when they died. */
export async function removeLeftovers(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const writer = TEMPORARY.exec(entry.name)?.[1];
    if (writer === undefined || !entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const pid = Number(writer);
    if (pid === process.pid || !(await isWriterAlive(pid, file))) await rm(file, { force: true });
  }
}
