// Tests of what changes the build's fingerprint.
import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sourceStamp } from './source-stamp.mjs';

let root;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'boxwright-stamp-'));
  await mkdir(join(root, 'src', 'core'), { recursive: true });
  await writeFile(join(root, 'src', 'core', 'a.ts'), 'export const a = 1;');
  await writeFile(join(root, 'tsconfig.json'), '{}');
});
afterEach(() => rm(root, { recursive: true, force: true }));

it('stays the same when only times and tests change', async () => {
  const before = await sourceStamp(root);
  await utimes(join(root, 'src', 'core', 'a.ts'), new Date(0), new Date(0));
  await writeFile(join(root, 'src', 'core', 'a.test.ts'), 'test');
  await writeFile(join(root, 'README.md'), 'read me');
  expect(await sourceStamp(root)).toBe(before);
});

it.each(['src/core/a.ts', 'src/core/b.ts', 'tsconfig.web.json', 'package-lock.json'])(
  'changes with %s',
  async (path) => {
    const before = await sourceStamp(root);
    await writeFile(join(root, ...path.split('/')), 'changed');
    expect(await sourceStamp(root)).not.toBe(before);
  },
);
