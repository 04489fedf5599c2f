// Files that are replaced together: all or none, and no temporary file is left.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withTemporaryFolder } from './testing/example-run.ts';
import { writeTogether } from './write-atomically.ts';

const NAMES = ['a.txt', 'b.txt', 'mark.txt'];

async function contents(folder: string): Promise<string[]> {
  expect((await readdir(folder)).sort()).toEqual(NAMES);
  return Promise.all(NAMES.map((name) => readFile(join(folder, name), 'utf8')));
}

it('replaces all, or leaves all as they were where one cannot be written', () =>
  withTemporaryFolder(async (folder) => {
    const [a, b, mark] = NAMES.map((name) => join(folder, name)) as [string, string, string];
    for (const file of [a, b, mark]) await writeFile(file, 'old');
    const unwritable = {} as string;
    for (const files of [
      [
        [a, 'new'],
        [b, unwritable],
        [mark, 'new'],
      ],
      [
        [a, 'new'],
        [b, 'new'],
        [mark, unwritable],
      ],
    ] as const) {
      await expect(writeTogether(new Map(files), mark)).rejects.toThrow();
      expect(await contents(folder)).toEqual(['old', 'old', 'old']);
    }
    await writeTogether(
      new Map([
        [a, '1'],
        [b, '2'],
        [mark, '3'],
      ]),
      mark,
    );
    expect(await contents(folder)).toEqual(['1', '2', '3']);
  }));
