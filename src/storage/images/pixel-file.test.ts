// The cache of prepared pictures on disk: what comes back, its bound, and that nothing of it is left.
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withTemporaryFolder } from '../runs/testing/example-run.ts';
import { PixelFile } from './pixel-file.ts';

const SLOT = 1000;
const picture = (value: number) => new Uint8Array(SLOT).fill(value);

it('gives back what was written, up to its size', () =>
  withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, 'other.txt'), '');
    const file = new PixelFile(join(folder, 'prepared'), SLOT, 2 * SLOT + 1);
    for (const value of [1, 2, 3]) file.write(`${value}`, picture(value));
    file.write('1', picture(9));
    expect(file.read('1')).toEqual(picture(1));
    expect(file.read('2')).toEqual(picture(2));
    expect(file.read('3')).toBeNull();
    file.close();
  }));

it.skipIf(process.platform === 'win32')('has no name that a killed process could leave behind', () =>
  withTemporaryFolder(async (folder) => {
    await writeFile(join(folder, '123-left.pixels'), '');
    await writeFile(join(folder, 'other.txt'), '');
    const file = new PixelFile(folder, SLOT, 10 * SLOT);
    file.write('1', picture(1));
    expect(await readdir(folder)).toEqual(['other.txt']);
    expect(file.read('1')).toEqual(picture(1));
    file.close();
  }),
);
