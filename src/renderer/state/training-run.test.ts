// Tests of a run as its events tell it: replay, live, reconnection, resume.
import { expect, test } from 'vitest';
import { recipeSchema } from '../../contract/recipe.ts';
import { blobDataset } from '../testing/blob-dataset.ts';
import { createMemoryClient } from '../testing/in-memory-client.ts';
import { journal, startedRun, trainingEvents } from '../testing/in-memory-training.ts';
import { TrainingRun } from './training-run.svelte.ts';

const dataset = blobDataset(10);
const recipe = recipeSchema.parse({ schedule: { epochs: 6 } });

test('replays what happened before it was looked at, then goes on', () => {
  const client = createMemoryClient([dataset]);
  const events = journal(trainingEvents('a', 6));
  const half = events.findIndex(({ event }) => event.type === 'metric' && event.epoch === 3) + 1;
  client.addRun(startedRun(dataset, recipe, 'a', '2026-01-05T09:30:00Z'), recipe, events.slice(0, half));
  const run = new TrainingRun(client);
  run.follow('a');
  expect(run.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(run.fraction).toBeCloseTo(0.5, 1);
  for (const { event } of events.slice(half)) client.emit('a', event);
  expect(run.epochs).toHaveLength(6);
  expect(run.ended?.type).toBe('succeeded');
  expect(run.fraction).toBe(1);
  expect(run.lastValidation?.AP50).toBeGreaterThan(0);
});

test('events that come twice after a reconnection count once; a resumed run repeats epochs', () => {
  const client = createMemoryClient([dataset]);
  const events = journal(trainingEvents('a', 4));
  client.addRun(startedRun(dataset, recipe, 'a', '2026-01-05T09:30:00Z'), recipe, events.slice(0, -1));
  const run = new TrainingRun(client);
  run.follow('a');
  client.emit('a', { type: 'cancelled', seconds: 9 });
  const lines = run.log.length;
  expect(run.ended?.type).toBe('cancelled');
  run.followOn();
  const again = events.find(({ event }) => event.type === 'metric' && event.epoch === 3)!;
  client.emit('a', again.event);
  expect(run.ended).toBeNull();
  expect(run.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(run.log).toHaveLength(lines);
});
