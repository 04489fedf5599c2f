// Run folders: creation, records, interrupted runs, files that appear whole, evaluations.
import { mkdir, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRun } from './create-run.ts';
import { deleteRun, findRun, listRuns, openRun } from './find-runs.ts';
import { exampleEvaluation, exampleMetric, exampleRun, withTemporaryFolder } from './testing/example-run.ts';

/** Number of a process that has just ended. */
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid;

describe('run folder', () => {
  test('is made with a recipe and a record', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, {
        ...exampleRun,
        dataset: { ...exampleRun.dataset, name: '../a b' },
      });
      const record = await run.readRecord();
      expect(record.runId).toMatch(/^\d{8}-\d{6}-[0-9a-f]{4}$/);
      expect(run.directory).toBe(join(runs, '-a-b', record.runId));
      expect(record).toMatchObject({ state: 'running', seed: 7, epochs: 60, pid: process.pid });
      expect(await run.readRecipe()).toEqual(exampleRun.recipe);
      expect((await readdir(run.directory)).sort()).toEqual(['recipe.yaml', 'run.json']);
    }));

  test('applies every one of many updates at once, and leaves no temporary file', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await Promise.all(
        Array.from({ length: 20 }, () =>
          run.updateRecord(({ epochsDone }) => ({ epochsDone: epochsDone + 1 })),
        ),
      );
      expect((await run.readRecord()).epochsDone).toBe(20);
      expect((await readdir(run.directory)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    }));

  test('is interrupted when its process is gone, and can be removed then', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await expect(deleteRun(run)).rejects.toMatchObject({ code: 'run-running' });
      await run.updateRecord({ pid: deadPid() });
      expect(await run.readRecord()).toMatchObject({ state: 'interrupted', pid: null });
      await deleteRun(run);
      expect(await listRuns(runs)).toEqual([]);
    }));

  test('is interrupted when the record is older than the machine is up, whatever its process number', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await utimes(join(run.directory, 'run.json'), 1, 1);
      expect((await run.readRecord()).state).toBe('interrupted');
    }));

  test('is rid of what dead writers left, and of nothing else', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await run.writeCheckpoint('last', Uint8Array.of(1));
      const left = (pid: number | undefined) => `checkpoints/last.safetensors.${pid}-0.tmp`;
      const names = [left(deadPid()), left(process.ppid), 'run.json.tmp', 'checkpoints/mine.7-0.tmp.txt'];
      for (const name of names) await writeFile(join(run.directory, name), 'part');
      await run.removeLeftovers();
      const files = await readdir(run.directory, { recursive: true });
      expect(names.filter((name) => files.includes(name))).toEqual(names.slice(1));
    }));

  test('can be written by a process that has the number of one that died', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      for (let i = 0; i < 1000; i++)
        await writeFile(join(run.directory, `run.json.${process.pid}-${i}.tmp`), '{"half":');
      expect((await run.updateRecord({ epochsDone: 4 })).epochsDone).toBe(4);
    }));

  test('that was removed is not made again by any write', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await rm(run.directory, { recursive: true });
      for (const write of [
        () => run.updateRecord({ epochsDone: 1 }),
        () => run.writeRecipe(exampleRun.recipe),
        () => run.appendEvent({ type: 'succeeded', seconds: 1 }),
        () => run.appendMetricsRow(exampleMetric(1)),
        () => run.writeCheckpoint('last', Uint8Array.of(1)),
        () => run.writeEvaluation('val', exampleEvaluation()),
      ])
        await expect(write(), write.toString()).rejects.toMatchObject({
          code: 'folder-gone',
          message: expect.stringContaining(run.directory) as string,
        });
      expect(await readdir(join(run.directory, '..'))).toEqual([]);
    }));

  test('keeps checkpoints byte by byte', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      expect(await run.hasCheckpoint('last')).toBe(false);
      await expect(run.readCheckpoint('last')).rejects.toMatchObject({ code: 'checkpoint-not-found' });
      expect(await run.writeCheckpoint('last', Uint8Array.of(1, 2, 255))).toBe(
        'checkpoints/last.safetensors',
      );
      expect([...(await run.readCheckpoint('last'))]).toEqual([1, 2, 255]);
    }));

  test('writes a row of metrics an epoch, and replaces rows that a resumed run repeats', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      const validation = {
        split: 'val',
        AP: 0.1,
        AP50: 0.2,
        precision: 1,
        recall: 0.5,
        falsePositivesPerImage: 2,
      };
      for (const row of [
        exampleMetric(1),
        exampleMetric(2),
        exampleMetric(3),
        { ...exampleMetric(2), validation },
      ]) {
        await run.appendMetricsRow(row);
      }
      const [header, ...rows] = (await readFile(join(run.directory, 'metrics.csv'), 'utf8'))
        .trim()
        .split('\n');
      expect(header).toMatch(/^epoch,step,.*,AP50,.*,stride32_positives$/);
      expect(rows.map((row) => row.split(',')[0])).toEqual(['1', '2']);
      expect(rows[1]?.split(',')[header!.split(',').indexOf('AP50')]).toBe('0.2');
    }));
});

describe('evaluation', () => {
  test.each([false, true])('is read as it was written (Gaussian: %s)', (gaussian) =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      const { detections, ...stored } = exampleEvaluation(gaussian);
      await run.writeEvaluation('val', { ...stored, detections });
      expect(await run.readEvaluation('val')).toEqual({ ...stored, categoryIds: [1, 2] });
      expect((await run.readRecord()).evaluations).toEqual(['val']);
    }),
  );

  test('that cannot be replaced as a whole stays as it was, or has no summary any more', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await run.writeEvaluation('val', exampleEvaluation(false));
      const before = await run.readEvaluation('val');
      const folder = run.evaluationDirectory('val');
      // A folder in the place of a file: the file can be written beside it, but not put there.
      await rm(join(folder, 'predictions.coco.json'));
      await mkdir(join(folder, 'predictions.coco.json', 'x'), { recursive: true });
      await expect(run.writeEvaluation('val', exampleEvaluation(true))).rejects.toThrow();
      await expect(run.readEvaluation('val')).rejects.toMatchObject({ code: 'evaluation-not-found' });
      expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);

      await rm(join(folder, 'predictions.coco.json'), { recursive: true });
      await run.writeEvaluation('val', exampleEvaluation(false));
      expect(await run.readEvaluation('val')).toEqual(before);
    }));

  test('has predictions as COCO results, with ids of the ground truth beside them', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await run.writeEvaluation('val', exampleEvaluation());
      const read = async (name: string) =>
        JSON.parse(await readFile(join(run.evaluationDirectory('val'), name), 'utf8')) as unknown;
      expect(await read('predictions.coco.json')).toEqual([
        { image_id: 1, category_id: 1, bbox: [10, 10, 20, 20], score: 0.75 },
      ]);
      expect(await read('ground-truth.coco.json')).toMatchObject({
        images: [{ id: 1, file_name: 'a.png' }, { id: 2 }],
        categories: [{ id: 1, name: 'red' }, { id: 2 }],
        annotations: [{ iscrowd: 0 }, { iscrowd: 0, difficult_area: 100 }, { iscrowd: 1 }],
      });
    }));

  test('keeps the ids of a COCO dataset', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      const example = exampleEvaluation();
      const images = example.images.map((record, index) => ({ ...record, externalId: 900 - index }));
      await run.writeEvaluation('val', { ...example, images, categoryIds: [3, 90] });
      const predictions = await readFile(
        join(run.evaluationDirectory('val'), 'predictions.coco.json'),
        'utf8',
      );
      expect(JSON.parse(predictions)).toMatchObject([{ image_id: 900, category_id: 3 }]);
      expect((await run.readEvaluation('val')).images).toEqual(example.images);
    }));

  test('works without a single candidate', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      const example = exampleEvaluation();
      const nothing = (columns: object) =>
        Object.fromEntries(
          Object.entries(columns).map(([name, value]) => [
            name,
            ArrayBuffer.isView(value) ? (value as Float32Array).slice(0, 0) : value,
          ]),
        );
      const candidates = { ...example.candidates, ...nothing(example.candidates), length: 0 };
      const detections = { ...example.detections, ...nothing(example.detections), length: 0 };
      await run.writeEvaluation('val', { ...example, candidates, detections });
      expect((await run.readEvaluation('val')).candidates).toEqual(candidates);
    }));

  test('that is missing says what to do', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await expect(run.readEvaluation('../val')).rejects.toMatchObject({ code: 'evaluation-not-found' });
    }));
});

describe('finding runs', () => {
  test('by path, id, beginning of an id, name and latest', () =>
    withTemporaryFolder(async (runs) => {
      const older = await createRun(runs, { ...exampleRun, name: 'older' });
      const newer = await createRun(runs, { ...exampleRun, name: 'newer' });
      await older.updateRecord({ createdAt: '2020-01-01T00:00:00.000Z' });
      const { runId } = await older.readRecord();
      for (const text of [older.directory, runId, 'older']) {
        expect((await findRun(runs, text)).directory).toBe(older.directory);
      }
      expect((await findRun(runs, 'latest')).directory).toBe(newer.directory);
      expect((await listRuns(runs)).map(({ record }) => record.name)).toEqual(['newer', 'older']);
      await expect(findRun(runs, runId.slice(0, 4))).rejects.toMatchObject({ code: 'run-ambiguous' });
      await expect(findRun(runs, 'nothing')).rejects.toMatchObject({ code: 'run-not-found' });
    }));

  test('leaves out a damaged record and reports it', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await writeFile(join(run.directory, 'run.json'), '{"format":1}');
      const problems: string[] = [];
      expect(await listRuns(runs, ({ code }) => problems.push(code))).toEqual([]);
      expect(problems).toEqual(['run-damaged']);
      await expect(openRun(run.directory)).rejects.toMatchObject({ code: 'run-damaged' });
    }));
});
