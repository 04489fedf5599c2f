// The native engine computes in several threads; the same training has to give the same bytes there too.
import { expect, it } from 'vitest';
import type { JobEventPayload } from '../contract/job-events.ts';
import type { RunFolder } from '../storage/runs/run-folder.ts';
import { findNativeEngine } from '../storage/native-engine/find-native-engine.ts';
import { followToEnd, makeSampleFolder, newTraining, smallRecipe } from './testing/sample-runs.ts';

const native = findNativeEngine().found;
const backend = native ? 'tensorflow' : 'wasm';
const missing = native ? '' : ' [tensorflow not set up: on wasm, which run-job.test.ts covers]';

it(`on ${backend} a training that was stopped and resumed ends with the bytes of one that was not${missing}`, async () => {
  const { root, dataset, remove } = await makeSampleFolder();
  // Wide enough for convolutions to be shared out to threads.
  const recipe = smallRecipe({
    input: { width: 96 },
    network: { widthMultiple: 0.25 },
    schedule: { epochs: 2 },
  });
  const trained = async (resumed: boolean): Promise<RunFolder> => {
    const { folder, spec } = await newTraining(root, dataset, recipe);
    const isFirstStep = (event: JobEventPayload) => event.type === 'progress' && event.phase === 'train';
    if (resumed) await followToEnd({ ...spec, backend }, isFirstStep);
    const resolved = await folder.readRecipe();
    const events = await followToEnd({ ...spec, backend, recipe: resolved, resume: resumed });
    expect(events.at(-1)!.type).toBe('succeeded');
    return folder;
  };
  try {
    const runs = [await trained(false), await trained(true)] as const;
    const [straight, resumed] = await Promise.all(runs.map((run) => run.readCheckpoint('last')));
    expect(Buffer.compare(straight!, resumed!)).toBe(0);
    expect(await runs[1].readEvaluationSummary('test')).toEqual(await runs[0].readEvaluationSummary('test'));
  } finally {
    await remove();
  }
}, 60_000);
