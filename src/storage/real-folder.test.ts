// A dataset has one root, by whatever path it is opened: runs are told apart by it.
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openDataset } from './datasets/open-dataset.ts';
import { realFolder } from './real-folder.ts';
import { writeSampleDataset } from './sample/write-sample.ts';

it('a dataset that is opened through a link has the root of the folder itself', async () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'boxwright-link-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const { folder } = await writeSampleDataset(join(root, 'cells'), {
    images: 6,
    width: 64,
    height: 64,
    seed: 1,
  });
  const link = join(root, 'link');
  symlinkSync(folder, link, 'dir');
  const opened = await openDataset(link);
  expect(opened.root).toBe(folder);
  expect(opened.name).toBe('cells');
  expect(realFolder(`${root}/link/../cells/`)).toBe(folder);
  expect(realFolder(join(root, 'gone'))).toBe(join(root, 'gone'));
});
