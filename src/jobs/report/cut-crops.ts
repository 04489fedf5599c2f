// The pictures of a report: crops of wrong boxes as data URIs, each image decoded once.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageRecord } from '../../contract/dataset.ts';
import { boxOfRow, type JudgedTable } from '../../core/analysis/judged-table.ts';
import { UserError } from '../../core/user-error.ts';
import { groupBy } from '../../storage/datasets/group-by.ts';
import { makeCrop } from '../../storage/images/crop.ts';
import { decodeImage } from '../../storage/images/decode.ts';
import { lookAtPicture } from '../../storage/images/look-at-picture.ts';
import { mapConcurrent } from '../../storage/images/map-concurrent.ts';

/** A crop, or in a few words why there is none. */
export type Crop = { readonly uri: string } | { readonly absent: string };

/** Of a crop, px: about as large as it is shown on a fine screen. */
const LONGEST_SIDE = 256;
/** Images decoded side by side. */
const LANES = 2;

/**
 * Crops of rows of a judged table, in the rows' order; null where the dataset's folder is not there.
 * @param root absolute path of the dataset
 */
export async function cutCrops(
  root: string,
  images: readonly ImageRecord[],
  table: JudgedTable,
  rows: readonly number[],
): Promise<readonly Crop[] | null> {
  if (!existsSync(root)) return null;
  const byImage = groupBy(rows, (row) => table.image[row]!);
  const crops = new Map<number, Crop>();
  await mapConcurrent(
    [...byImage],
    async ([image, own]) => {
      for (const [row, crop] of await cutImage(root, images[image]!, table, own)) crops.set(row, crop);
    },
    { limit: LANES },
  );
  return rows.map((row) => crops.get(row)!);
}

async function cutImage(
  root: string,
  record: ImageRecord,
  table: JudgedTable,
  rows: readonly number[],
): Promise<readonly (readonly [row: number, Crop])[]> {
  const none = (absent: string) => rows.map((row) => [row, { absent }] as const);
  const { state } = await lookAtPicture(root, record);
  if (state === 'missing') return none('The image was not found.');
  if (state !== 'ok') return none('The image has changed, or cannot be read.');
  try {
    const image = await decodeImage(join(root, record.file));
    const cut: (readonly [number, Crop])[] = [];
    for (const row of rows) {
      const { bytes, mimeType } = await makeCrop(image, boxOfRow(table, row), LONGEST_SIDE);
      cut.push([row, { uri: `data:${mimeType};base64,${Buffer.from(bytes).toString('base64')}` }]);
    }
    return cut;
  } catch (error) {
    // Of the image, or of a box that lies outside of it.
    if (error instanceof UserError) return none('The image cannot be read.');
    throw error;
  }
}
