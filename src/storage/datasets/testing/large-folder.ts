// A folder that is large enough for a place in the cache, and a cache of its own.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** With their labels more files than from which on datasets are kept. */
const IMAGES = 2600;

export interface LargeFolder {
  readonly folder: string;
  readonly images: number;
  /** Removes folder and cache, and gives the process its own cache back. */
  remove(): Promise<void>;
}

/** Makes a YOLO folder of small grey pictures without splits; until it is removed, the process's cache is an empty one. */
export async function makeLargeFolder(): Promise<LargeFolder> {
  const before = process.env.BOXWRIGHT_CACHE;
  const folder = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
  const cache = await mkdtemp(join(tmpdir(), 'boxwright-test-'));
  process.env.BOXWRIGHT_CACHE = cache;
  for (let i = 0; i < IMAGES; i++) {
    // Netpbm is quick to write; the sizes differ, so that no two are alike.
    const [width, height] = [20 + (i % 40), 20 + Math.floor(i / 40)];
    const header = Buffer.from(`P5 ${width} ${height} 255\n`);
    await writeFile(join(folder, `${i}.pgm`), Buffer.concat([header, Buffer.alloc(width * height, i)]));
    await writeFile(join(folder, `${i}.txt`), '0 0.5 0.5 0.5 0.5\n');
  }
  await writeFile(join(folder, 'classes.txt'), 'cell\n');
  const remove = async () => {
    if (before === undefined) delete process.env.BOXWRIGHT_CACHE;
    else process.env.BOXWRIGHT_CACHE = before;
    await rm(folder, { recursive: true });
    await rm(cache, { recursive: true });
  };
  return { folder, images: IMAGES, remove };
}
