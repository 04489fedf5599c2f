// Runs over the server: the list, events, training and stopping with a fake job process, errors.
import type { TRPCClient } from '@trpc/client';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import type { Api } from '../contract/api.ts';
import type { JobEvent } from '../contract/job-events.ts';
import { recipeSchema } from '../contract/recipe.ts';
import type { RunRecord } from '../contract/run.ts';
import { createRun } from '../storage/runs/create-run.ts';
import { exampleEvaluation, exampleRun } from '../storage/runs/testing/example-run.ts';
import type { AppRouter } from './router.ts';
import { firstValue } from './testing/collect.ts';
import { withServer, writeDataset } from './testing/test-server.ts';

type Client = TRPCClient<AppRouter>;

const waitForRuns = (client: Client, accept: (list: readonly RunRecord[]) => boolean) =>
  firstValue<readonly RunRecord[]>(
    (observer) => client.runs.list.subscribe(undefined, observer),
    (list) => accept(list) && list,
  );
const recipe = recipeSchema.parse({});

describe('runs', () => {
  test('made by another program appear in the list', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const seen = waitForRuns(client, (list) => list.length === 1);
      const run = await createRun(server.runsDirectory, exampleRun);
      const [record] = await seen;
      expect(record).toEqual(await run.readRecord());
      const details = await client.runs.get.query({ runId: record!.runId });
      expect(details).toMatchObject({ directory: run.directory, recipe: { seed: 7 } });
      expect(details.recipeYaml).toContain('seed: 7');
    }));

  test('replay their events, then go on', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const run = await createRun(server.runsDirectory, exampleRun);
      const { runId } = await run.readRecord();
      for (const message of ['a', 'b']) await run.appendEvent({ type: 'log', level: 'info', message });
      const seen: JobEvent[] = [];
      await firstValue<{ data: JobEvent }>(
        (observer) => client.runs.events.subscribe({ runId, fromSequence: 2 }, observer as never),
        ({ data }) => {
          if (seen.push(data) === 1) void run.appendEvent({ type: 'succeeded', seconds: 1 });
          return data.event.type === 'succeeded' && { data };
        },
      );
      expect(seen.map(({ sequence }) => sequence)).toEqual([2, 3]);
    }));

  test('are removed, but not while they run', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const run = await createRun(server.runsDirectory, exampleRun);
      const { runId } = await run.readRecord();
      await expect(client.runs.delete.mutate({ runId })).rejects.toMatchObject({
        data: { userError: { code: 'run-running' } },
      });
      await run.updateRecord({ state: 'succeeded', pid: null });
      await client.runs.delete.mutate({ runId });
      expect(await waitForRuns(client, () => true)).toEqual([]);
      await expect(client.runs.get.query({ runId })).rejects.toMatchObject({
        data: { userError: { code: 'run-not-found' } },
      });
    }));

  test('are found by id, never by path', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const run = await createRun(server.runsDirectory, exampleRun);
      for (const runId of [run.directory, '../runs', 'latest', '']) {
        await expect(client.runs.get.query({ runId })).rejects.toMatchObject({
          data: { userError: { code: 'run-not-found' } },
        });
      }
    }));
});

describe('training', () => {
  test('starts, refuses a second one, and stops', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { datasetId } = await client.dataset.open.mutate({ root: await writeDataset(server.folder) });
      const { runId, state } = await client.training.start.mutate({ datasetId, recipe });
      expect(state).toBe('running');
      await waitForRuns(client, ([run]) => run?.runId === runId && run.epochs === 5);
      await expect(client.training.start.mutate({ datasetId, recipe })).rejects.toMatchObject({
        data: { userError: { code: 'training-running' } },
      });
      await client.training.stop.mutate({ runId });
      const [stopped] = await waitForRuns(client, ([run]) => run?.state !== 'running');
      expect(stopped).toMatchObject({ runId, state: 'cancelled' });
      await expect(client.training.resume.mutate({ runId })).rejects.toMatchObject({
        data: { userError: { code: 'checkpoint-not-found' } },
      });
    }));

  test("starts from another run's weights, and says so in its record", () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { datasetId } = await client.dataset.open.mutate({ root: await writeDataset(server.folder) });
      const source = await createRun(server.runsDirectory, exampleRun);
      const { runId: from } = await source.readRecord();
      const starting = () => client.training.start.mutate({ datasetId, recipe, from });
      await expect(starting()).rejects.toMatchObject({
        data: { userError: { code: 'checkpoint-not-found' } },
      });
      await expect(
        client.training.start.mutate({ datasetId, recipe, from: 'no-such-run' }),
      ).rejects.toMatchObject({ data: { userError: { code: 'run-not-found' } } });
      await source.writeCheckpoint('last', Uint8Array.of(1));
      await source.writeCheckpoint('best-ap', Uint8Array.of(1));
      const { runId, parent } = await starting();
      expect(parent).toEqual({
        runId: from,
        directory: source.directory,
        checkpoint: 'best-ap',
        transfer: null,
      });
      await client.training.stop.mutate({ runId });
      await waitForRuns(client, (list) => list.find((run) => run.runId === runId)?.state === 'cancelled');
    }));

  test('resumes from the last checkpoint', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const dataset = { ...exampleRun.dataset, root: server.folder };
      const run = await createRun(server.runsDirectory, { ...exampleRun, dataset });
      await run.updateRecord({ state: 'cancelled', pid: null });
      await run.writeCheckpoint('last', Uint8Array.of(1));
      const { runId } = await run.readRecord();
      expect(await client.training.resume.mutate({ runId })).toMatchObject({ runId, state: 'running' });
    }));

  test('of another program cannot be stopped here', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { runId } = await (await createRun(server.runsDirectory, exampleRun)).readRecord();
      await expect(client.training.stop.mutate({ runId })).rejects.toMatchObject({
        data: { userError: { code: 'run-not-ours' } },
      });
    }));
});

describe('evaluation', () => {
  test('is read from the run, and recounted by the inspector process', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const run = await createRun(server.runsDirectory, exampleRun);
      await run.writeEvaluation('val', exampleEvaluation());
      const { runId } = await run.readRecord();
      expect(await client.evaluation.summary.query({ runId, split: 'val' })).toMatchObject({ images: 2 });
      const settings = {
        scoreThreshold: 0.4,
        nmsIouThreshold: 0.5,
        matchIouThreshold: 0.5,
        maxDetections: 9,
      };
      expect(await client.evaluation.recount.query({ runId, split: 'val', settings })).toMatchObject({
        method: 'recount',
        input: { runDirectory: run.directory, settings },
      });
      await expect(client.evaluation.summary.query({ runId, split: 'test' })).rejects.toMatchObject({
        data: { userError: { code: 'evaluation-not-found' } },
      });
    }));

  test('that fails by a bug says nothing of the inside to the page', () =>
    withServer(async (server) => {
      const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const client = await server.connect();
      const { runId } = await (await createRun(server.runsDirectory, exampleRun)).readRecord();
      const settings = {
        scoreThreshold: 0.4,
        nmsIouThreshold: 0.5,
        matchIouThreshold: 0.5,
        maxDetections: 9,
      };
      const answer = client.evaluation.recount.query({ runId, split: 'bug', settings });
      await expect(answer).rejects.toMatchObject({
        message: expect.stringContaining('inside Boxwright') as string,
        data: { userError: null },
      });
      expect(JSON.stringify(await answer.catch((error: unknown) => error))).not.toContain('at here');
      expect(stderr.mock.calls.flat().join('')).toContain('a bug');
      stderr.mockRestore();
    }));
});

test('the router answers what the contract says', () => {
  type Call<P extends keyof Api> = P extends `${infer Router}.${infer Name}`
    ? Router extends keyof Client
      ? Name extends keyof Client[Router]
        ? Client[Router][Name]
        : never
      : never
    : never;
  type Answer<P extends keyof Api> =
    Call<P> extends { query: (...input: never[]) => Promise<infer Output> }
      ? Output
      : Call<P> extends { mutate: (...input: never[]) => Promise<infer Output> }
        ? Output
        : 'subscription';
  type Expected = {
    [P in keyof Api]: P extends
      'dataset.opened' | 'runs.list' | 'runs.events' | 'marks.list' | 'evaluation.crops'
      ? 'subscription'
      : ReturnType<Api[P]>;
  };
  expectTypeOf<{ [P in keyof Api]: Answer<P> }>().toExtend<Expected>();
});
