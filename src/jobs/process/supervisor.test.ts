// The supervisor with real processes: success, crash, cancel, kill, and no process left behind.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { JobEventPayload } from '../../contract/job-events.ts';
import { trainSpecSchema, type TrainSpec } from '../../contract/job-spec.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { exampleRun, withTemporaryFolder } from '../../storage/runs/testing/example-run.ts';
import { isAlive } from '../testing/watched-job.ts';
import { Supervisor } from './supervisor.ts';

const entry = join(import.meta.dirname, 'testing', 'fake-job.mjs');
const open: Supervisor[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((supervisor) => supervisor.close()));
});

/** A supervisor whose first event of each job can be awaited. */
function createSupervisor(): { supervisor: Supervisor; begun: Promise<unknown>; events: JobEventPayload[] } {
  const events: JobEventPayload[] = [];
  let begin: (event: unknown) => void = () => undefined;
  const begun = new Promise((resolve) => (begin = resolve));
  const onEvent = (_spec: unknown, event: JobEventPayload) => {
    events.push(event);
    begin(event);
  };
  const supervisor = new Supervisor({ entry, graceMs: 200, onEvent });
  open.push(supervisor);
  return { supervisor, begun, events };
}

const specOf = (run: RunFolder, behaviour: string): TrainSpec =>
  trainSpecSchema.parse({ kind: 'train', runDirectory: run.directory, datasetRoot: behaviour, recipe: {} });

const withRun = (use: (run: RunFolder) => Promise<void>) =>
  withTemporaryFolder(async (runs) => use(await createRun(runs, exampleRun)));

describe('Supervisor', () => {
  test.each(['succeed', 'crash-after-success'])('reports a job that says it succeeded (%s)', (behaviour) =>
    withRun(async (run) => {
      const { supervisor, events } = createSupervisor();
      const ended = await supervisor.start(specOf(run, behaviour)).ended;
      expect(ended.type).toBe('succeeded');
      expect(events.map(({ type }) => type)).toEqual(['log', 'succeeded']);
      expect(supervisor.list()).toEqual([]);
    }),
  );

  test('fails a run whose process crashes, with exit code and last lines', () =>
    withRun(async (run) => {
      const { supervisor } = createSupervisor();
      const ended = await supervisor.start(specOf(run, 'crash')).ended;
      expect(ended).toMatchObject({ type: 'failed', code: 'job-crashed' });
      const record = await run.readRecord();
      expect(record).toMatchObject({ state: 'failed', pid: null });
      expect(record.error?.message).toContain('exit code 7');
      expect(record.error?.message).toContain('out of cheese');
      expect((await run.readEvents()).at(-1)?.event).toEqual(ended);
    }));

  test('fails a run whose process is killed from outside', () =>
    withRun(async (run) => {
      const { supervisor, begun } = createSupervisor();
      const { ended } = supervisor.start(specOf(run, 'wait'));
      await begun;
      process.kill(supervisor.list()[0]!.pid!, 'SIGKILL');
      expect(await ended).toMatchObject({
        type: 'failed',
        message: expect.stringContaining('SIGKILL') as string,
      });
      expect((await run.readRecord()).error?.hint).toContain('memory');
    }));

  test('cancels a job that listens', () =>
    withRun(async (run) => {
      const { supervisor, begun } = createSupervisor();
      const { ended } = supervisor.start(specOf(run, 'wait'));
      await begun;
      await supervisor.cancel(run.directory);
      expect(await ended).toEqual({ type: 'cancelled', seconds: 1 });
    }));

  test('kills a job that does not listen, and its run is cancelled', () =>
    withRun(async (run) => {
      const { supervisor, begun } = createSupervisor();
      supervisor.start(specOf(run, 'stubborn'));
      await begun;
      const pid = supervisor.list()[0]!.pid!;
      await supervisor.cancel(run.directory);
      expect(isAlive(pid)).toBe(false);
      expect(await run.readRecord()).toMatchObject({ state: 'cancelled', error: null });
    }));

  test('believes a record that was finished before the process was lost', () =>
    withRun(async (run) => {
      const { supervisor, begun } = createSupervisor();
      const { ended } = supervisor.start(specOf(run, 'wait'));
      await begun;
      await run.updateRecord({ state: 'succeeded' });
      await run.appendEvent({ type: 'succeeded', seconds: 3 });
      process.kill(supervisor.list()[0]!.pid!, 'SIGKILL');
      expect(await ended).toEqual({ type: 'succeeded', seconds: 3 });
      expect((await run.readRecord()).state).toBe('succeeded');
    }));

  test.each([
    ['hoard', 'JavaScript heap out of memory'],
    ['bad-alloc', 'std::bad_alloc'],
  ])(
    'says that memory ran out, and what needs less, where the last lines tell of it (%s)',
    (behaviour, line) =>
      withRun(async (run) => {
        vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=30');
        const { supervisor } = createSupervisor();
        const { ended } = supervisor.start(specOf(run, behaviour));
        vi.unstubAllEnvs();
        expect(await ended).toMatchObject({
          type: 'failed',
          code: 'out-of-memory',
          message: expect.stringContaining(line) as string,
          hint: expect.stringMatching(/schedule\.batchSize 4 instead of 8.*input\.width below 320/) as string,
        });
        expect((await run.readRecord()).error?.code).toBe('out-of-memory');
      }),
  );

  test('stores an end that its process could not store', () =>
    withRun(async (run) => {
      await run.updateRecord({ pid: spawnSync(process.execPath, ['-e', '']).pid });
      const { supervisor, events } = createSupervisor();
      const ended = await supervisor.start(specOf(run, 'fail-unstored')).ended;
      expect(ended).toMatchObject({ code: 'disk-full' });
      expect(events.at(-1)).toEqual(ended);
      expect(await run.readRecord()).toMatchObject({
        state: 'failed',
        error: { code: 'disk-full' },
        pid: null,
      });
      expect((await run.readEvents()).map(({ event }) => event)).toEqual([ended]);
    }));

  test('refuses a second training', () =>
    withRun(async (run) => {
      const { supervisor, begun } = createSupervisor();
      supervisor.start(specOf(run, 'wait'));
      await begun;
      expect(() => supervisor.start(specOf(run, 'wait'))).toThrow(
        expect.objectContaining({ code: 'training-running' }) as Error,
      );
    }));

  test('leaves no process when it closes', () =>
    withRun(async (run) => {
      const { supervisor, begun } = createSupervisor();
      supervisor.start(specOf(run, 'stubborn'));
      await begun;
      const pid = supervisor.list()[0]!.pid!;
      await supervisor.close();
      expect(isAlive(pid)).toBe(false);
    }));

  test('fails a run whose process cannot be started', () =>
    withRun(async (run) => {
      const supervisor = new Supervisor({ entry: join(import.meta.dirname, 'no-such-entry.mjs') });
      const ended = await supervisor.start(specOf(run, 'succeed')).ended;
      expect(ended).toMatchObject({
        type: 'failed',
        message: expect.stringContaining('exit code 1') as string,
      });
    }));
});
