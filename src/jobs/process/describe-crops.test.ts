// Tests of describing crops: real files, one decoded image for all its boxes, memory, images that cannot be read.
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CropBatch } from '../../contract/evaluation-calls.ts';
import { FALSE, HIT, MISS, type JudgedTable } from '../../core/analysis/judged-table.ts';
import { DESCRIPTOR_LENGTH, describeCrop } from '../../core/look-alikes/describe-crop.ts';
import { decodeImage } from '../../storage/images/decode.ts';
import { sharp } from '../../storage/images/sharp-setup.ts';
import { drawPixels, GREY, RED } from '../../storage/images/testing/pictures.ts';
import { withTemporaryFolder } from '../../storage/runs/testing/example-run.ts';
import { CropDescriber } from './describe-crops.ts';

type Row = readonly [image: number, outcome: number, x1: number, y1: number, x2: number, y2: number];

/** A table with the columns that matter here. */
function tableOf(rows: readonly Row[]): JudgedTable {
  const floats = (at: number) => Float32Array.from(rows, (row) => row[at]!);
  return {
    length: rows.length,
    image: Uint32Array.from(rows, ([image]) => image),
    outcome: Uint8Array.from(rows, ([, outcome]) => outcome),
    x1: floats(2),
    y1: floats(3),
    x2: floats(4),
    y2: floats(5),
  } as JudgedTable;
}

const images = [{ file: 'a.png' }, { file: 'b.png' }, { file: 'c.png' }];

async function writePicture(path: string, background = GREY): Promise<void> {
  const pixels = drawPixels(80, 60, background, { box: [20, 20, 40, 40], colour: RED });
  await writeFile(
    path,
    await sharp(pixels, { raw: { width: 80, height: 60, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

const rowsOf = ({ rows }: CropBatch): number[] => [
  ...new Uint32Array(Uint8Array.from(Buffer.from(rows, 'base64')).buffer),
];
const brightnessOf = ({ brightness }: CropBatch): number[] => [
  ...new Float32Array(Uint8Array.from(Buffer.from(brightness, 'base64')).buffer),
];

test('false positives and missed objects are described as their pixels are, true positives where asked', () =>
  withTemporaryFolder(async (root) => {
    await writePicture(join(root, 'a.png'));
    await writePicture(join(root, 'c.png'), [40, 40, 40]);
    const table = tableOf([
      [0, FALSE, 20, 20, 40, 40],
      [0, HIT, 0, 0, 20, 20],
      [0, MISS, 50, 10, 70, 30],
      [2, HIT, 20, 20, 40, 40],
      [2, FALSE, 50, 10, 70, 30],
    ]);
    const batch = await new CropDescriber().describe(root, images, table, { fromRow: 0 });
    expect(batch).toMatchObject({ done: 5, total: 5 });
    expect(rowsOf(batch)).toEqual([0, 2, 4]);
    const expected = describeCrop(await decodeImage(join(root, 'a.png')), {
      x1: 20,
      y1: 20,
      x2: 40,
      y2: 40,
    });
    const descriptors = new Int8Array(Uint8Array.from(Buffer.from(batch.descriptors, 'base64')).buffer);
    expect(descriptors).toHaveLength(3 * DESCRIPTOR_LENGTH);
    expect(descriptors.subarray(0, DESCRIPTOR_LENGTH)).toEqual(expected.descriptor);
    const [red, grey, dark] = brightnessOf(batch);
    expect(red).toBeCloseTo(expected.brightness);
    expect(grey).toBeCloseTo(120, 3);
    expect(dark).toBeCloseTo(40, 3);
    const whole = { fromRow: 0, withTruePositives: true };
    expect(rowsOf(await new CropDescriber().describe(root, images, table, whole))).toEqual([0, 1, 2, 3, 4]);
  }));

test('images that are missing, broken or changed are left out, the rest goes on from any row', () =>
  withTemporaryFolder(async (root) => {
    await writeFile(join(root, 'a.png'), 'no picture');
    await writePicture(join(root, 'c.png'));
    const table = tableOf([
      [0, FALSE, 20, 20, 40, 40],
      [1, FALSE, 20, 20, 40, 40],
      [2, FALSE, 20, 20, 40, 40],
      [2, MISS, 0, 0, 10, 10],
    ]);
    const describer = new CropDescriber();
    expect(rowsOf(await describer.describe(root, images, table, { fromRow: 0 }))).toEqual([2, 3]);
    expect(rowsOf(await describer.describe(root, images, table, { fromRow: 2 }))).toEqual([2, 3]);
    expect(rowsOf(await describer.describe(root, images, table, { fromRow: 4 }))).toEqual([]);
    const evaluated = images.map((image) => ({ ...image, contentHash: 'of another picture' }));
    expect(rowsOf(await describer.describe(root, evaluated, table, { fromRow: 0 }))).toEqual([]);
  }));

test('what was described once needs the image no more, until its file changes', () =>
  withTemporaryFolder(async (root) => {
    const path = join(root, 'a.png');
    await writePicture(path);
    await utimes(path, 1, 1);
    const describer = new CropDescriber();
    const before = await describer.describe(root, images, tableOf([[0, FALSE, 20, 20, 40, 40]]), {
      fromRow: 0,
    });
    await writeFile(path, 'no picture');
    await utimes(path, 1, 1);
    const table = tableOf([
      [0, HIT, 0, 0, 1, 1],
      [0, MISS, 20, 20, 40, 40],
    ]);
    const again = await describer.describe(root, images, table, { fromRow: 0 });
    expect(rowsOf(again)).toEqual([1]);
    expect(again.descriptors).toBe(before.descriptors);
    await writePicture(path, [40, 40, 40]);
    await utimes(path, 2, 2);
    expect((await describer.describe(root, images, table, { fromRow: 0 })).descriptors).not.toBe(
      before.descriptors,
    );
    await rm(path);
    expect(rowsOf(await describer.describe(root, images, table, { fromRow: 0 }))).toEqual([]);
  }));
