// Where the build put the entry of a child process or a thread.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Absolute path of a built entry. Code may stand in out/main, in a chunk below it, or (in tests) in src, so every folder
 * above this file is asked for the entry itself and for out/main.
 * @throws Error when the app was not built
 */
export function findEntry(
  name:
    'job-process' | 'inspector-process' | 'prepare-thread' | 'open-thread' | 'label-thread' | 'part-thread',
): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = [join(folder, `${name}.js`), join(folder, 'out', 'main', `${name}.js`)].find((path) =>
      existsSync(path),
    );
    if (found !== undefined) return found;
    if (folder === dirname(folder)) throw new Error(`${name}.js was not built: run npm run build`);
  }
}
