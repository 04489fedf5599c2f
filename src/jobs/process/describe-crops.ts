// What the boxes of a judged table look like: each image is decoded once, and what was seen is remembered.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CropBatch } from '../../contract/evaluation-calls.ts';
import type { ImageRecord } from '../../contract/dataset.ts';
import { boxOfRow, HIT, type JudgedTable } from '../../core/analysis/judged-table.ts';
import {
  DESCRIPTOR_LENGTH,
  describeCrop,
  type CropDescription,
} from '../../core/look-alikes/describe-crop.ts';
import { contentHash } from '../../storage/images/content-hash.ts';
import { decodeImage } from '../../storage/images/decode.ts';
import { ImageError } from '../../storage/images/image-error.ts';
import { mapConcurrent } from '../../storage/images/map-concurrent.ts';
import { packNumbers } from './pack-numbers.ts';
import { Recent } from './recent.ts';

/** Crops remembered; each takes about 300 bytes. */
const CROPS_KEPT = 100_000;
/** A batch goes on for this long: often enough for a progress bar, and soon over when nobody listens any more. */
const BATCH_MS = 150;
/** Images between two looks at the clock. */
const IMAGES_AT_ONCE = 8;
/** Images decoded side by side: the rest of the app keeps its share of the machine. */
const LANES = 2;

/** Rows of one image, with what is known of their crops; nothing where it cannot be read, or was not evaluated. */
type DescribedRows = readonly (readonly [row: number, CropDescription])[];

/** Where a batch begins, and whether true positives are in it. */
interface CropsFrom {
  readonly fromRow: number;
  readonly withTruePositives?: boolean;
}

/** Describes crops, and remembers the last ones: another score threshold asks for mostly the same. */
export class CropDescriber {
  readonly #known = new Recent<CropDescription>(CROPS_KEPT);

  /**
   * The next batch of a table's crops.
   * @param root absolute path of the dataset
   * @param images those that the table counts
   * @param from `fromRow`: `done` of the batch before; 0 for the first
   */
  async describe(
    root: string,
    images: readonly Pick<ImageRecord, 'file' | 'contentHash'>[],
    table: JudgedTable,
    { fromRow, withTruePositives = false }: CropsFrom,
  ): Promise<CropBatch> {
    const described: (readonly [number, CropDescription])[] = [];
    const deadline = performance.now() + BATCH_MS;
    let row = fromRow;
    do {
      const next: number[][] = [];
      for (; row < table.length && next.length < IMAGES_AT_ONCE; row = endOfImage(table, row)) {
        const rows = rowsOfImage(table, row, withTruePositives);
        if (rows.length > 0) next.push(rows);
      }
      const results = await mapConcurrent(
        next,
        (rows) => this.#describeRows(root, images[table.image[rows[0]!]!]!, table, rows),
        { limit: LANES },
      );
      described.push(...results.flat());
    } while (row < table.length && performance.now() < deadline);
    return { ...pack(described), done: row, total: table.length };
  }

  async #describeRows(
    root: string,
    { file, contentHash: evaluated }: Pick<ImageRecord, 'file' | 'contentHash'>,
    table: JudgedTable,
    rows: readonly number[],
  ): Promise<DescribedRows> {
    const path = join(root, file);
    const found = await stat(path).catch(() => null);
    if (found === null) return [];
    const keyOf = (row: number): string =>
      [path, evaluated, found.mtimeMs, table.x1[row], table.y1[row], table.x2[row], table.y2[row]].join(' ');
    const missing = rows.filter((row) => this.#known.get(keyOf(row)) === undefined);
    try {
      if (missing.length > 0) {
        const image = await decodeImage(path);
        // Another picture has been put in its place.
        if (evaluated !== undefined && (await contentHash(path)) !== evaluated) return [];
        for (const row of missing) this.#known.set(keyOf(row), describeCrop(image, boxOfRow(table, row)));
      }
    } catch (error) {
      if (error instanceof ImageError) return [];
      throw error;
    }
    return rows.flatMap((row) => {
      const description = this.#known.get(keyOf(row));
      return description === undefined ? [] : [[row, description] as const];
    });
  }
}

/** The first row of the next image. */
function endOfImage({ image, length }: JudgedTable, row: number): number {
  let end = row + 1;
  while (end < length && image[end] === image[row]) end++;
  return end;
}

/** Rows of the image that begins at a row. */
function rowsOfImage(table: JudgedTable, from: number, withTruePositives: boolean): number[] {
  const rows: number[] = [];
  for (let row = from, end = endOfImage(table, from); row < end; row++)
    if (withTruePositives || table.outcome[row] !== HIT) rows.push(row);
  return rows;
}

function pack(described: DescribedRows): Pick<CropBatch, 'rows' | 'descriptors' | 'brightness'> {
  const descriptors = new Int8Array(described.length * DESCRIPTOR_LENGTH);
  described.forEach(([, { descriptor }], i) => descriptors.set(descriptor, i * DESCRIPTOR_LENGTH));
  return {
    rows: packNumbers(Uint32Array.from(described, ([row]) => row)),
    descriptors: packNumbers(descriptors),
    brightness: packNumbers(Float32Array.from(described, ([, { brightness }]) => brightness)),
  };
}
