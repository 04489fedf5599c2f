// A training on a folder with a damaged image: it goes on without it, and says so once.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JobEventPayload } from '../../contract/job-events.ts';
import { followToEnd, makeSampleFolder, newTraining, smallRecipe } from '../testing/sample-runs.ts';

describe('a training image that cannot be decoded', () => {
  const IMAGE = 'images/train/smear-0001.jpg';
  const truncate = (folder: string) => {
    const file = join(folder, IMAGE);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length >> 1));
  };

  it.each([
    { when: 'before the training', isTime: () => false },
    { when: 'after the dataset was read', isTime: (event: JobEventPayload) => event.type === 'started' },
  ])('is warned of once and left out when it is damaged $when', async ({ when, isTime }) => {
    const broken = await makeSampleFolder();
    onTestFinished(broken.remove);
    const recipe = smallRecipe({ schedule: { epochs: 2 } });
    const { spec } = await newTraining(broken.root, broken.dataset, recipe);
    if (when === 'before the training') truncate(broken.dataset);
    const events = await followToEnd(spec, (event) => {
      if (isTime(event)) truncate(broken.dataset);
      return false;
    });
    expect(events.at(-1)!.type).toBe('succeeded');
    const warnings = events.flatMap((event) =>
      event.type === 'log' && event.level === 'warning' ? [event.message] : [],
    );
    expect(warnings).toEqual([expect.stringMatching(/smear-0001\.jpg.* is left out\./)]);
  });
});
