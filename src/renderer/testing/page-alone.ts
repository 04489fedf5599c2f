// The page without a server, for design work: pictures and annotations come from the development harness.
import type { Dataset } from '../../contract/dataset.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import type { Client } from '../client.ts';
import { blobDataset } from './blob-dataset.ts';
import { createMemoryClient } from './in-memory-client.ts';
import { journal, startedRun, trainingEvents } from './in-memory-training.ts';

/** A client over the folder that the harness serves. `&empty` starts with nothing opened, `&many` adds 100,000 images. */
export async function createPageAloneClient(parameters: URLSearchParams): Promise<Client> {
  const response = await fetch('/harness/dataset.json');
  const dataset = (await response.json()) as Dataset;
  const datasets = parameters.has('many') ? [dataset, blobDataset(100_000)] : [dataset];
  const client = createMemoryClient(datasets, {
    latencyMs: 40,
    eventMs: 60,
    openAtStart: !parameters.has('empty'),
  });
  if (parameters.has('empty')) return client;
  const states = ['succeeded', 'succeeded', 'failed', 'cancelled', 'succeeded'] as const;
  states.forEach((state, i) => {
    const recipe = recipeSchema.parse({
      seed: i,
      network: { gaussian: i > 1, anchorsPerBranch: 3 + (i % 2) },
      input: { width: i === 0 ? 416 : 320 },
    });
    const runId = `2026010${i + 1}-0930-k${i}`;
    const run = startedRun(dataset, recipe, runId, `2026-01-0${i + 1}T09:30:00.000Z`);
    const done = state === 'succeeded';
    client.addRun(
      {
        ...run,
        name: `${run.name}-a${recipe.network.anchorsPerBranch * 2}${done ? `-mAP50=0.8${i}-FPI=1.${9 - i}` : ''}`,
        state,
        epochsDone: done ? 60 : 17,
        seconds: done ? 204 : 58,
        endedAt: `2026-01-0${i + 1}T09:34:00.000Z`,
        pid: null,
        metrics: done
          ? {
              split: 'test',
              AP: 0.47 + i / 100,
              AP50: 0.85 + i / 100,
              precision: 0.9,
              recall: 0.86 + i / 100,
              falsePositivesPerImage: 1.9 - i / 10,
            }
          : null,
        evaluations: done ? ['test', 'val'] : [],
        error:
          state === 'failed'
            ? {
                code: 'out-of-memory',
                message: 'The GPU ran out of memory at batch size 64.',
                hint: 'Try 32.',
              }
            : null,
      },
      recipe,
      journal(trainingEvents(runId, 60)),
    );
  });
  return client;
}
