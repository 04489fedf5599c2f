import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { indexFolder } from './folder-index.ts';
import { resolveDirectory, resolveFile } from './paths.ts';
import { writeFolder } from './testing/fixture.ts';

const FILES = { 'data/images/a.jpg': 'x', 'data/images/sub/b.jpg': 'x', 'top.txt': 'x' };

describe('resolving written paths', () => {
  it.each([
    ['images/a.jpg', 'data/images/a.jpg'],
    ['./images/../images/a.jpg', 'data/images/a.jpg'],
    ['data/images/a.jpg', 'data/images/a.jpg'],
    ['images\\sub\\b.jpg', 'data/images/sub/b.jpg'],
    ['C:\\work\\images\\sub\\b.jpg', 'data/images/sub/b.jpg'],
    ['/mnt/other/data/images/a.jpg', 'data/images/a.jpg'],
    ['../../elsewhere/images/a.jpg', 'data/images/a.jpg'],
    ['IMAGES/A.JPG', 'data/images/a.jpg'],
    ['top.txt', 'top.txt'],
    ['../top.txt', 'top.txt'],
    ['a.jpg', undefined],
    ['', undefined],
    ['..', undefined],
    ['/etc/passwd', undefined],
    ['../../../../etc/passwd', undefined],
  ])('%s', async (written, found) => {
    const index = await indexFolder(await writeFolder(FILES));
    expect(resolveFile(index, written, ['data', ''])?.id).toBe(found);
  });

  it('absolute paths below the root are exact', async () => {
    const root = await writeFolder(FILES);
    const index = await indexFolder(root);
    expect(resolveFile(index, join(root, 'data/images/a.jpg'), [''])?.id).toBe('data/images/a.jpg');
    expect(resolveFile(index, join(root, 'images/a.jpg'), ['data'])?.id).toBeUndefined();
  });

  it('directories, and the root itself', async () => {
    const index = await indexFolder(await writeFolder(FILES));
    expect(resolveDirectory(index, '../data/images/', [''])).toBe('data/images');
    expect(resolveDirectory(index, '.', [''])).toBe('');
    expect(resolveDirectory(index, '/somewhere/data', [''])).toBe('data');
    expect(resolveDirectory(index, 'nowhere', [''])).toBeUndefined();
    expect(index.imagesUnder('data/images').map(({ id }) => id)).toEqual([
      'data/images/a.jpg',
      'data/images/sub/b.jpg',
    ]);
  });
});
