// A large folder is read once, as long as no file of it changes, and shows something before it is read.
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImageRecord } from '../../contract/dataset.ts';
import { openDataset, openPackedDataset } from './open-dataset.ts';
import { unpackDataset } from './packed-dataset.ts';
import { makeLargeFolder, type LargeFolder } from './testing/large-folder.ts';

let large: LargeFolder;
beforeAll(async () => {
  large = await makeLargeFolder();
}, 60_000);
afterAll(() => large.remove());

it('shows its first images early, opens again without reading, and reads again what has changed', async () => {
  const first: (readonly ImageRecord[])[] = [];
  const phases = new Set<string>();
  const open = () => {
    phases.clear();
    const onProgress = ({ phase }: { phase: string }) => void phases.add(phase);
    return openPackedDataset(large.folder, { onProgress, onFirst: (images) => void first.push(images) });
  };
  const opened = await open();
  expect(phases).toContain('images');
  expect(first[0]!.length).toBeGreaterThan(20);
  expect(first[0]![0]!.groundTruth).toHaveLength(1);
  const whole = unpackDataset(opened.packed);
  expect(whole.images).toHaveLength(large.images);

  const again = await open();
  expect([...phases]).toEqual(['files']);
  expect(again).toEqual(opened);
  expect(await openDataset(large.folder)).toEqual(whole);
  expect(first).toHaveLength(1);

  await writeFile(join(large.folder, '7.txt'), '0 0.5 0.5 0.4 0.4\n');
  const changed = unpackDataset((await open()).packed);
  expect(phases).toContain('images');
  expect(changed.fingerprint).not.toBe(whole.fingerprint);
  await utimes(join(large.folder, '8.pgm'), new Date(0), new Date(0));
  await open();
  expect(phases).toContain('images');
}, 60_000);
