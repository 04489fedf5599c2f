// The folders that were open when the server ended, in a small file beside the runs.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../../storage/runs/write-atomically.ts';

const stateSchema = z.object({ format: z.literal(1), openedRoots: z.array(z.string()) });

/** `<runsDirectory>/.workbench.json`. */
export class OpenedRoots {
  readonly #file: string;
  #writes: Promise<unknown> = Promise.resolve();

  constructor(runsDirectory: string) {
    this.#file = join(runsDirectory, '.workbench.json');
  }

  /** Absolute paths in the order of opening; none when the file is missing or damaged: it only remembers what was open. */
  async read(): Promise<string[]> {
    try {
      return stateSchema.parse(JSON.parse(await readFile(this.#file, 'utf8'))).openedRoots;
    } catch {
      return [];
    }
  }

  /** Replaces the list; writes follow one another. A folder that cannot be written is no reason to fail. */
  write(openedRoots: readonly string[]): Promise<void> {
    const text = `${JSON.stringify({ format: 1, openedRoots }, null, 2)}\n`;
    const written = this.#writes
      .then(() => mkdir(dirname(this.#file), { recursive: true }))
      .then(() => writeAtomically(this.#file, text));
    this.#writes = written.catch(() => undefined);
    return this.#writes as Promise<void>;
  }
}
