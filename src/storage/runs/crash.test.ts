// What a run's files are worth after a crash: journals cut off anywhere, processes killed at any moment, disks that fill up.
import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../../core/random.ts';
import { decodeSafetensors } from '../../engine/weights/safetensors.ts';
import { bundleScript } from '../../jobs/testing/bundle-script.ts';
import { onSmallDisk, smallDisks } from '../../jobs/testing/small-disk.ts';
import { listRuns } from './find-runs.ts';
import { Journal } from './journal.ts';
import { RunFolder } from './run-folder.ts';
import { withTemporaryFolder } from './testing/example-run.ts';

describe('a journal that is cut off', () => {
  const random = createRandom(11);
  const message = () =>
    Array.from({ length: random.integer(40) }, () => 'aä細\n"\\'[random.integer(6)]).join('');

  test('at any of 250 bytes is read up to there, and goes on from there', () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, 'journal.jsonl');
      const journal = new Journal(file);
      for (let i = 0; i < 12; i++) await journal.append({ type: 'log', level: 'info', message: message() });
      const whole = await readFile(file);
      const events = await journal.read();
      for (let cut = 0; cut < 250; cut++) {
        const bytes = whole.subarray(0, random.integer(whole.length + 1));
        await writeFile(file, bytes);
        const lines = bytes.filter((byte) => byte === 0x0a).length;
        expect(await new Journal(file).read()).toEqual(events.slice(0, lines));
        const next = await new Journal(file).append({ type: 'succeeded', seconds: cut });
        expect(next.sequence).toBe(lines + 1);
        expect(await new Journal(file).read()).toEqual([...events.slice(0, lines), next]);
      }
    }));
});

/** Fails unless every file of the run is whole. @returns the round that the record tells of */
async function expectIntact(directory: string): Promise<number> {
  const run = new RunFolder(directory);
  const events = await run.readEvents();
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => i + 1));
  const { epochsDone } = await run.readRecord();
  for (const kind of ['best-ap', 'best-fp', 'last'] as const) {
    if (!(await run.hasCheckpoint(kind))) continue;
    const { tensors } = decodeSafetensors(await run.readCheckpoint(kind));
    const [round, ...others] = new Set(tensors.get('round')!.values);
    expect(others).toEqual([]);
    expect(round).toBeGreaterThanOrEqual(epochsDone - 1);
  }
  return epochsDone;
}

const temporaryFiles = async (directory: string) =>
  (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.tmp'));

describe('a process that writes a run', () => {
  let script: string;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    ({ script, remove } = await bundleScript(join(import.meta.dirname, 'testing', 'write-for-ever.ts')));
  });
  afterAll(() => remove());

  /** Starts it and kills it some time after its first word, which is the run's folder. */
  async function writeAndKill(runs: string, afterMs: number): Promise<string> {
    const child = spawn(process.execPath, [script, runs, '30000'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const gone = new Promise((resolve) => child.once('close', resolve));
    const said = await new Promise<string>((resolve) =>
      child.stdout.once('data', (text) => resolve(String(text))),
    );
    setTimeout(() => child.kill('SIGKILL'), afterMs);
    await gone;
    return said.trim();
  }

  test(
    'can be killed at any of 40 moments, and the next one goes on',
    () =>
      withTemporaryFolder(async (runs) => {
        const random = createRandom(12);
        let done = 0;
        let directory = '';
        for (let kill = 0; kill < 40; kill++) {
          directory = await writeAndKill(runs, random.uniform(0, 60));
          const round = await expectIntact(directory);
          expect(round).toBeGreaterThanOrEqual(done);
          done = round;
          // Those of this process at most: the next one has removed what the one before had left.
          expect((await temporaryFiles(directory)).length).toBeLessThanOrEqual(1);
        }
        expect(done).toBeGreaterThan(1);
        await new RunFolder(directory).removeLeftovers();
        expect(await temporaryFiles(directory)).toEqual([]);
      }),
    120_000,
  );

  test.skipIf(!smallDisks.found)(
    `fails with a word of advice wherever a disk is full, and leaves what was whole${smallDisks.reason}`,
    () =>
      withTemporaryFolder(async (folder) => {
        const random = createRandom(13);
        const failed = new Set<string>();
        for (let disk = 0; disk < 24; disk++) {
          // Large files fail on the larger disks; on the smaller ones the journal and the record do.
          const large = disk % 2 === 0;
          const kilobytes = large ? 4 * (2 + random.integer(250)) : 16 + 4 * (disk >> 1);
          const { files, stdout } = onSmallDisk(join(folder, String(disk)), kilobytes, (runs) => [
            process.execPath,
            script,
            runs,
            large ? '30000' : '0',
          ]);
          const error = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, string>;
          expect(error, `${kilobytes} kB`).toMatchObject({ code: 'disk-full' });
          expect(error.message).toContain('the disk is full (ENOSPC)');
          expect(error.hint).toContain('Free some space');
          failed.add(/[^/]*(?= could not be written)/.exec(error.message!)![0]);
          const [run] = await listRuns(files);
          if (!run) continue; // Not even its record found room.
          await expectIntact(run.directory);
          expect(await temporaryFiles(run.directory)).toEqual([]);
        }
        expect([...failed]).toEqual(
          expect.arrayContaining(['journal.jsonl', 'run.json', expect.stringMatching(/safetensors$/)]),
        );
      }),
    120_000,
  );
});
