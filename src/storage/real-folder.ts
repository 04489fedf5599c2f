// One path for each folder, however it was reached.
import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';

/** The absolute path without links and detours; links are kept where the folder does not exist. */
export function realFolder(path: string): string {
  const absolute = resolve(path);
  try {
    return realpathSync(absolute);
  } catch {
    return absolute;
  }
}
