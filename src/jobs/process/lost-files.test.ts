// Real trainings whose files go away or find no room: what is said, what stays, and that no process is left.
import { existsSync, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobEventPayload } from '../../contract/job-events.ts';
import { makeSampleFolder, newTraining, smallRecipe } from '../testing/sample-runs.ts';
import { isAlive, isStepOf, watchJob } from '../testing/watched-job.ts';

const recipe = smallRecipe({ schedule: { epochs: 4, batchSize: 2 } });
let root: string;
let dataset: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  ({ root, dataset, remove } = await makeSampleFolder());
  // Images are read from their files every time.
  vi.stubEnv('BOXWRIGHT_IMAGE_MEMORY', '0');
  vi.stubEnv('BOXWRIGHT_IMAGE_DISK', '0');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await remove();
});

const warningsOf = (events: readonly JobEventPayload[]) =>
  events.flatMap((event) => (event.type === 'log' && event.level === 'warning' ? [event.message] : []));

/** Fails unless the end is a mistake told to a person: no bug, no stack. */
function expectAdvice(end: JobEventPayload, code: string, where: string): void {
  expect(end).toMatchObject({
    type: 'failed',
    code,
    message: expect.stringContaining(where) as string,
    hint: expect.stringMatching(/resume/) as string,
  });
  expect(JSON.stringify(end)).not.toMatch(/\\n *at |Error:/);
}

describe("a training whose run's folder is removed", () => {
  it.each(['removed', 'renamed'] as const)(
    'says so, ends, and does not make it again (%s)',
    async (how) => {
      const { folder, spec } = await newTraining(root, dataset, recipe);
      const job = watchJob(spec);
      await job.when(isStepOf(2));
      if (how === 'removed') rmSync(folder.directory, { recursive: true, maxRetries: 9 });
      else await rename(folder.directory, `${folder.directory}-away`);
      const end = await job.ended;
      expectAdvice(end, 'folder-gone', folder.directory);
      expect(job.events.at(-1)).toEqual(end);
      expect(isAlive(job.pid)).toBe(false);
      expect(existsSync(folder.directory)).toBe(false);
    },
    30_000,
  );
});

describe("a training whose dataset's folder is removed", () => {
  it('says so once, ends, and can be resumed when it is back', async () => {
    const { folder, spec } = await newTraining(root, dataset, recipe);
    const job = watchJob(spec);
    await job.when(isStepOf(2));
    await rename(dataset, `${dataset}-away`);
    try {
      expectAdvice(await job.ended, 'dataset-gone', dataset);
      expect(warningsOf(job.events)).toEqual([]);
      expect(isAlive(job.pid)).toBe(false);
      expect(await folder.readRecord()).toMatchObject({ state: 'failed', error: { code: 'dataset-gone' } });
    } finally {
      await rename(`${dataset}-away`, dataset);
    }
    const resumed = watchJob({ ...spec, recipe: await folder.readRecipe(), resume: true });
    expect(await resumed.ended).toMatchObject({ type: 'succeeded' });
  }, 30_000);
});

describe('a training of which images are removed', () => {
  let images: string;
  beforeEach(() => {
    images = join(dataset, 'images', 'train');
  });

  it('goes on without one, and says so once', async () => {
    const { folder, spec } = await newTraining(root, dataset, recipe);
    const job = watchJob(spec);
    await job.when(isStepOf(2));
    const image = join(images, 'smear-0001.jpg');
    await rename(image, `${image}.away`);
    try {
      expect(await job.ended).toMatchObject({ type: 'succeeded' });
      expect(warningsOf(job.events)).toEqual([`${image} does not exist. It is left out.`]);
      expect((await folder.readRecord()).epochsDone).toBe(4);
    } finally {
      await rename(`${image}.away`, image);
    }
  }, 30_000);

  it('ends where not one is left, with a journal that can be read', async () => {
    const { folder, spec } = await newTraining(root, dataset, recipe);
    const job = watchJob(spec);
    await job.when(isStepOf(2));
    await rename(images, `${images}-away`);
    try {
      expect(await job.ended).toMatchObject({ type: 'failed', code: 'no-readable-image' });
      expect((await folder.readEvents()).at(-1)!.event).toEqual(job.events.at(-1));
    } finally {
      await rename(`${images}-away`, images);
    }
  }, 30_000);
});
