// The inspector's client against a real process that dies, and what the process computes.
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { evaluateSplit, prepareSplit } from '../../core/metrics/evaluate-split.ts';
import { recipeSchema } from '../../contract/recipe.ts';
import { createRun } from '../../storage/runs/create-run.ts';
import {
  exampleEvaluation,
  exampleRun,
  withTemporaryFolder,
} from '../../storage/runs/testing/example-run.ts';
import { createInspection } from './inspect.ts';
import { Inspector } from './inspector.ts';
import type { PackedDataset } from '../../storage/datasets/packed-dataset.ts';
import { packNumbers } from './pack-numbers.ts';
import { Recent } from './recent.ts';

const entry = join(import.meta.dirname, 'testing', 'fake-inspector.mjs');
const settings = { scoreThreshold: 0.4, nmsIouThreshold: 0.45, matchIouThreshold: 0.5, maxDetections: 300 };
const open: Inspector[] = [];
const recipe = recipeSchema.parse({});

afterEach(async () => {
  await Promise.all(open.splice(0).map((inspector) => inspector.close()));
});

function createInspector(): Inspector {
  const inspector = new Inspector({ entry });
  open.push(inspector);
  return inspector;
}

/** What the fake process answers. */
interface Answer {
  readonly pid: number;
  readonly method: string;
  readonly answered: number;
}
const ask = (inspector: Inspector, split: string, signal?: AbortSignal) =>
  inspector.ask('recount', { runDirectory: '/r', split, settings }, signal) as unknown as Promise<Answer>;

describe('Inspector', () => {
  test('asks one process, and a new one after that died', async () => {
    const inspector = createInspector();
    const [first, second] = await Promise.all([ask(inspector, 'val'), ask(inspector, 'val')]);
    expect(second.pid).toBe(first.pid);
    await expect(ask(inspector, 'die')).rejects.toMatchObject({
      code: 'inspector-ended',
      message: expect.stringContaining('exit code 5') as string,
    });
    expect((await ask(inspector, 'val')).pid).not.toBe(first.pid);
  });

  test('hands on mistakes of a person and bugs', async () => {
    const inspector = createInspector();
    await expect(ask(inspector, 'mistake')).rejects.toMatchObject({ code: 'mistake', message: 'no' });
    await expect(ask(inspector, 'bug')).rejects.toThrow('a bug');
  });

  test('never asks what nobody waits for any more', async () => {
    const inspector = createInspector();
    const stop = new AbortController();
    const first = ask(inspector, 'val');
    const dropped = ask(inspector, 'val', stop.signal);
    stop.abort();
    await expect(dropped).rejects.toThrow('aborted');
    expect((await first).answered).toBe(1);
    expect((await ask(inspector, 'val')).answered).toBe(2);
  });

  test('asks beside the questions before, which go on waiting', async () => {
    const inspector = createInspector();
    const place = { runDirectory: '/r', split: 'val', settings };
    const first = ask(inspector, 'held');
    const beside = inspector.askBeside('describeCrops', { ...place, fromRow: 0 });
    expect([(await beside) as unknown, await first]).toMatchObject([
      { method: 'describeCrops', answered: 1 },
      { method: 'recount', answered: 2 },
    ]);
  });

  test('hands a dataset over once', async () => {
    const inspector = createInspector();
    const dataset = { about: { root: '/d', fingerprint: 'f' } } as PackedDataset;
    const previews = [await inspector.preview(dataset, recipe), await inspector.preview(dataset, recipe)];
    expect(previews).toMatchObject([
      { method: 'preview', answered: 2 },
      { method: 'preview', answered: 3 },
    ]);
  });
});

const noForwardPass = { objectness: () => Promise.reject(new Error('not asked')) };

describe('inspection', () => {
  test('recounts as the report counts, and agrees with itself at other settings', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      const evaluation = exampleEvaluation(true);
      await run.writeEvaluation('val', evaluation);
      const inspection = createInspection(() => Promise.reject(new Error('not asked')), noForwardPass);
      const place = { runDirectory: run.directory, split: 'val' };
      const { candidates, classes, images } = evaluation;
      const groundTruth = new Map(images.map((record) => [record.imageId, record.groundTruth as never]));
      for (const scoreThreshold of [0, 0.2, 0.4, 0.9]) {
        for (const nmsIouThreshold of [0.45, 1]) {
          const asked = { ...settings, scoreThreshold, nmsIouThreshold };
          const report = evaluateSplit('val', prepareSplit(candidates, groundTruth, classes), asked);
          const recount = await inspection.recount({ ...place, settings: asked });
          expect(recount.operatingPoint).toEqual(report.operatingPoint);
          expect(recount.AP50).toBe(report.coco.AP50);
          const sum = (key: 'tp' | 'fp' | 'fn') =>
            recount.images.reduce((total, image) => total + image[key], 0);
          expect({ tp: sum('tp'), fp: sum('fp'), fn: sum('fn') }).toMatchObject({
            tp: report.operatingPoint.tp,
            fp: report.operatingPoint.fp,
            fn: report.operatingPoint.fn,
          });
        }
      }
    }));

  test('says of every box how it was judged, and finds thresholds, parts and the report', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await run.writeEvaluation('val', exampleEvaluation(true));
      const inspection = createInspection(() => Promise.reject(new Error('not asked')), noForwardPass);
      const at = {
        runDirectory: run.directory,
        split: 'val',
        settings: { ...settings, scoreThreshold: 0.05 },
      };
      const recount = await inspection.recount(at);
      const judged = await inspection.judged(at);
      const outcomes = [...Buffer.from(judged.columns.outcome, 'base64')];
      const count = (outcome: number) => outcomes.filter((value) => value === outcome).length;
      const { tp, fp, fn } = recount.operatingPoint;
      expect([count(0), count(1), count(2)]).toEqual([tp, fp, fn]);
      expect(tp + fp).toBeGreaterThan(0);
      expect(judged.images.map(({ imageId }) => imageId)).toEqual(['a.png', 'empty/b.png']);

      const goal = { kind: 'recall', value: 1 } as const;
      const found = await inspection.findThreshold({ ...at, goal });
      const there = { ...at.settings, scoreThreshold: found!.scoreThreshold };
      expect((await inspection.recount({ ...at, settings: there })).operatingPoint.recall).toBe(
        found!.recall,
      );

      expect((await inspection.report(at)).operatingPoint).toEqual(recount.operatingPoint);
      const parts = await inspection.parts(at);
      expect(parts.map(({ branch, anchor }) => [branch, anchor])).toEqual([
        [0, null],
        [0, 2],
        [1, null],
        [1, 0],
        [1, 1],
      ]);
      const muted = { branches: [0], anchors: [], classes: [] };
      const without = await inspection.recount({ ...at, settings: { ...at.settings, muted } });
      expect(parts[0]!.withoutAP50).toBe(without.AP50);
      expect(parts[2]!.aloneAP50).toBe(without.AP50);
    }));

  test('compares the false positives of two runs', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await run.writeEvaluation('val', exampleEvaluation(true));
      const inspection = createInspection(() => Promise.reject(new Error('not asked')), noForwardPass);
      const place = { runDirectory: run.directory, split: 'val' };
      const at = (scoreThreshold: number) => ({ ...place, settings: { ...settings, scoreThreshold } });
      const [all, none] = [await inspection.judged(at(0.01)), await inspection.judged(at(0.99))];
      const fp = (judged: typeof all) =>
        [...Buffer.from(judged.columns.outcome, 'base64')].filter((value) => value === 1).length;
      expect(fp(all)).toBeGreaterThan(fp(none));
      const ledger = await inspection.ledger({ before: at(0.01), after: at(0.99) });
      expect(ledger.counts).toEqual({ fixed: fp(all), new: 0, persistent: 0 });
      expect(ledger.entries[0]).toMatchObject({
        state: 'fixed',
        after: null,
        before: { kind: 'background' },
      });
      const same = await inspection.ledger({ before: at(0.01), after: at(0.01) });
      expect(same.counts).toEqual({ fixed: 0, new: 0, persistent: fp(all) });
      expect(same.images).toBe(2);
    }));

  test("makes settings the run's operating point: its reports, its leading numbers, its detections", () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await run.writeEvaluation('val', exampleEvaluation(true));
      const inspection = createInspection(() => Promise.reject(new Error('not asked')), noForwardPass);
      const chosen = { ...settings, scoreThreshold: 0.05, nmsIouThreshold: 0.3 };
      await expect(
        inspection.saveSettings({ runDirectory: run.directory, settings: chosen }),
      ).rejects.toMatchObject({ code: 'run-is-running' });
      await run.updateRecord({ state: 'succeeded', pid: null });
      await inspection.saveSettings({ runDirectory: run.directory, settings: chosen });
      expect((await run.readRecord()).operatingSettings).toEqual(chosen);
      const { summary, candidates } = await run.readEvaluation('val');
      expect(summary.operatingPoint).toMatchObject(chosen);
      expect(candidates).toEqual(exampleEvaluation(true).candidates);
    }));

  test('gives one image as columns', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      await run.writeEvaluation('val', exampleEvaluation(true));
      const inspection = createInspection(() => Promise.reject(new Error('not asked')), noForwardPass);
      const place = { runDirectory: run.directory, split: 'val' };
      const image = await inspection.image({ ...place, imageId: 'empty/b.png' });
      expect(image.candidates).toMatchObject({
        length: 1,
        x1: packNumbers(Float32Array.of(5)),
        row: packNumbers(Uint16Array.of(300)),
        sigma: packNumbers(Float32Array.of(0.5, 0.5625, 0.625, 0.6875)),
      });
      expect(image.record.imageId).toBe('empty/b.png');
      await expect(inspection.image({ ...place, imageId: '../a' })).rejects.toMatchObject({
        code: 'image-not-evaluated',
      });
    }));
});

test('Recent drops what was used longest ago', () => {
  const recent = new Recent<number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  recent.get('a');
  recent.set('c', 3);
  expect([recent.get('a'), recent.get('b'), recent.get('c')]).toEqual([1, undefined, 3]);
});
