// A real training on the command line whose disk fills up.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../engine/weights/checkpoint.ts';
import { findEntry } from '../jobs/process/find-entry.ts';
import { makeSampleFolder, smallRecipe } from '../jobs/testing/sample-runs.ts';
import { onSmallDisk, smallDisks } from '../jobs/testing/small-disk.ts';
import { listRuns } from '../storage/runs/find-runs.ts';
import { formatRecipe } from '../storage/runs/recipe-file.ts';
import { RunFolder } from '../storage/runs/run-folder.ts';

const cli = join(findEntry('job-process'), '..', 'cli.js');
let root: string;
let dataset: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ root, dataset, remove } = await makeSampleFolder());
  await writeFile(join(root, 'recipe.yaml'), formatRecipe(smallRecipe()));
});
afterAll(() => remove());

describe.skipIf(!smallDisks.found)(`a training on a disk of${smallDisks.reason}`, () => {
  // From one without room for the run's record to one without room for the last files.
  it.each([4, 12, 20, 24, 28, 400, 1200, 1600])(
    '%d kB fails with exit code 1 and advice, and leaves what was whole',
    async (kilobytes) => {
      const { status, stderr, files } = onSmallDisk(join(root, `${kilobytes}`), kilobytes, (disk) => [
        process.execPath,
        cli,
        'train',
        dataset,
        ...['--runs', disk, '--recipe', join(root, 'recipe.yaml'), '--backend', 'wasm'],
      ]);
      expect(status, stderr).toBe(1);
      expect(stderr).toMatch(
        /error: \S+ could not be written: the disk is full \(ENOSPC\)\.\n {2}-> .*Free some space/,
      );
      expect(stderr).not.toMatch(/bug:|\n +at /);
      const [run] = await listRuns(files);
      if (!run) return; // There was no room for its record.
      // An end that could not be stored leaves a run that says it was interrupted.
      expect([run.record.state, run.record.error?.code ?? null]).toEqual(
        run.record.state === 'failed' ? ['failed', 'disk-full'] : ['interrupted', null],
      );
      const folder = new RunFolder(run.directory);
      await folder.readEvents();
      for (const kind of ['last', 'best-ap', 'best-fp'] as const)
        if (await folder.hasCheckpoint(kind)) decodeCheckpoint(await folder.readCheckpoint(kind), kind);
    },
    60_000,
  );
});
