// Large datasets as they were read last: opened again from the cache as long as no file of the folder has changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { DatasetSummary } from '../../contract/dataset.ts';
import { cacheDirectory } from '../cache-directory.ts';
import { writeAtomically } from '../runs/write-atomically.ts';
import { datasetIdOf } from './dataset-id.ts';
import type { FolderIndex } from './folder-index.ts';
import type { PackedDataset } from './packed-dataset.ts';

/** Counts up with what readers and checks find in the same files. */
const FORMAT = 3;
/** Smaller folders are read in less time than it takes to see a progress bar. */
const CACHED_FROM_FILES = 5000;
/** Datasets kept, the latest. */
const MOST_KEPT = 12;

/** What is kept of a dataset. */
export interface CachedDataset {
  readonly packed: PackedDataset;
  readonly summary: DatasetSummary;
}

interface Stored extends CachedDataset {
  readonly signature: string;
}

/** The place of one dataset in the cache, and what its files look like now. */
export class DatasetCache {
  readonly #file: string;
  readonly #index: FolderIndex;
  readonly #options: object;
  #known: string | null = null;

  /** Null for folders that are too small to be worth it. @param options that the reading depends on */
  static for(index: FolderIndex, options: object): DatasetCache | null {
    return index.files.length < CACHED_FROM_FILES ? null : new DatasetCache(index, options);
  }

  private constructor(index: FolderIndex, options: object) {
    this.#file = join(folder(), `${datasetIdOf(index.root)}.dataset`);
    this.#index = index;
    this.#options = options;
  }

  /** Whether there may be something to read: the folder was read before. */
  get isThere(): boolean {
    return existsSync(this.#file);
  }

  /** Looks at every file, which takes a moment. */
  get #signature(): string {
    this.#known ??= signatureOf(this.#index, this.#options);
    return this.#known;
  }

  /** The dataset as it was read from the same files; null where they differ, or were never read. */
  read(): CachedDataset | null {
    try {
      const { signature, packed, summary } = deserialize(readFileSync(this.#file)) as Stored;
      return signature === this.#signature ? { packed, summary } : null;
    } catch {
      return null; // Absent, damaged or from another version: read anew.
    }
  }

  /** Keeps a dataset. A cache that cannot be written is no reason to fail. */
  async write(dataset: CachedDataset): Promise<void> {
    try {
      mkdirSync(folder(), { recursive: true });
      await writeAtomically(
        this.#file,
        serialize({ ...dataset, signature: this.#signature } satisfies Stored),
      );
      removeOldest();
    } catch {
      rmSync(this.#file, { force: true });
    }
  }
}

const folder = (): string => join(cacheDirectory(), 'datasets');

/** Over path, size and time of every file. */
function signatureOf({ root, files }: FolderIndex, options: object): string {
  const hash = createHash('sha256').update(JSON.stringify([FORMAT, process.versions.v8, root, options]));
  const facts = new Float64Array(files.length * 2);
  files.forEach(({ file }, i) => {
    const found = statSync(`${root}/${file}`, { throwIfNoEntry: false });
    facts[2 * i] = found?.size ?? -1;
    facts[2 * i + 1] = found?.mtimeMs ?? -1;
  });
  hash.update(files.map(({ file }) => file).join('\0'));
  return hash.update(facts).digest('hex');
}

function removeOldest(): void {
  const kept = readdirSync(folder())
    .filter((name) => name.endsWith('.dataset'))
    .map((name) => ({ path: join(folder(), name), time: statSync(join(folder(), name)).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of kept.slice(MOST_KEPT)) rmSync(path, { force: true });
}
