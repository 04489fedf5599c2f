// What can be done with a trained run: judge it on a split, draw its false positives, run its network on images.
import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobEventPayload } from '../contract/job-events.ts';
import { scoreTable } from '../core/nms/scored-table.ts';
import { suppressSplit } from '../core/nms/suppress-split.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../engine/weights/checkpoint.ts';
import type { RunFolder } from '../storage/runs/run-folder.ts';
import { writeFalsePositiveSheet } from './evaluate/contact-sheet.ts';
import { recipeSettings, saveRunSettings } from './evaluate/operating-settings.ts';
import { predictFiles } from './predict/predict-files.ts';
import { ForwardPass } from './process/forward-pass.ts';
import { followToEnd, makeSampleFolder, newTraining, smallRecipe } from './testing/sample-runs.ts';

let root: string;
let dataset: string;
let remove: () => Promise<void>;
let folder: RunFolder;
let training: JobEventPayload[];

beforeAll(async () => {
  ({ root, dataset, remove } = await makeSampleFolder());
  const started = await newTraining(root, dataset, smallRecipe());
  folder = started.folder;
  training = await followToEnd(started.spec);
});
afterAll(() => remove());

describe('an evaluation of a run', () => {
  it('stores the split beside the others and leaves the state alone', async () => {
    const events = await followToEnd({
      kind: 'evaluate',
      runDirectory: folder.directory,
      split: 'val',
      backend: 'wasm',
    });
    expect(events.at(-1)!.type).toBe('succeeded');
    expect(await folder.readRecord()).toMatchObject({
      state: 'succeeded',
      evaluations: ['test', 'val'],
    });
    // The best weights were chosen by this very number.
    const best = Math.max(
      ...training.map((event) => (event.type === 'metric' ? (event.validation?.AP ?? -Infinity) : -Infinity)),
    );
    const { coco, images } = await folder.readEvaluationSummary('val');
    expect(images).toBe(2);
    expect(coco.AP).toBeCloseTo(best, 9);
  });

  it('fails with the splits that there are where there is no such split', async () => {
    const events = await followToEnd({
      kind: 'evaluate',
      runDirectory: folder.directory,
      split: 'nowhere',
      backend: 'wasm',
    });
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      code: 'split-empty',
      hint: 'It has train, val, test.',
    });
  });

  const evaluateTest = () =>
    followToEnd({ kind: 'evaluate', runDirectory: folder.directory, split: 'test', backend: 'wasm' });

  it('counts and names what is not a number, in the log and in the summary, also at other settings', async () => {
    const sound = await folder.readCheckpoint('best-ap');
    const { detector } = decodeCheckpoint(sound, 'best-ap');
    const average = detector.parameters.fill(NaN);
    const state = { ...detector, average, first: average, second: average, step: 0 };
    await folder.writeCheckpoint('best-ap', encodeCheckpoint(detector, state, false));
    try {
      const events = await evaluateTest();
      expect(events.at(-1)!.type).toBe('succeeded');
      // 2 x 2 cells of stride 32 and 4 x 4 of stride 16, three anchors each, on two images.
      const message = expect.stringMatching(/^120 candidates of 2 images are not numbers/) as string;
      expect(events).toContainEqual({ type: 'log', level: 'warning', message });
      const { images } = await folder.readEvaluation('test');
      const imageIds = images.map(({ imageId }) => imageId);
      const told = { notANumber: { candidates: 120, images: 2, imageIds }, operatingPoint: { tp: 0, fp: 0 } };
      expect(await folder.readEvaluationSummary('test')).toMatchObject(told);
      await saveRunSettings(folder, { ...smallRecipe().evaluation, scoreThreshold: 0.5 });
      expect(await folder.readEvaluationSummary('test')).toMatchObject(told);
    } finally {
      await folder.writeCheckpoint('best-ap', sound);
      await saveRunSettings(folder, recipeSettings(smallRecipe().evaluation));
    }
    await evaluateTest();
    expect((await folder.readEvaluationSummary('test')).notANumber).toBeUndefined();
  });

  it('says when it was made, and not when its report was taken again', async () => {
    const { evaluatedAt } = await folder.readRecord();
    expect(Object.keys(evaluatedAt!).sort()).toEqual(['test', 'val']);
    await saveRunSettings(folder, recipeSettings(smallRecipe().evaluation));
    expect((await folder.readRecord()).evaluatedAt).toEqual(evaluatedAt);
  });

  it('says where the dataset was, and how to say where it is, when it has moved', async () => {
    await rename(dataset, `${dataset}-moved`);
    const [end] = await evaluateTest();
    await rename(`${dataset}-moved`, dataset);
    const { runId } = await folder.readRecord();
    expect(end).toMatchObject({
      type: 'failed',
      code: 'dataset-moved',
      message: expect.stringContaining(`at ${dataset},`) as string,
      hint: expect.stringContaining(`boxwright relocate ${runId}`) as string,
    });
  });

  it('draws a sheet of its false positives', async () => {
    const { operatingPoint } = await folder.readEvaluationSummary('test');
    expect(operatingPoint.fp).toBeGreaterThan(0);
    const file = await writeFalsePositiveSheet(folder, 'test');
    expect(file).toBe(join(folder.evaluationDirectory('test'), 'false-positives.png'));
    const bytes = await readFile(file);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect((await stat(file)).size).toBeGreaterThan(10_000);
  });
});

describe('predictions of a run', () => {
  it('of the files of a split are the detections of its evaluation', async () => {
    const { candidates, images } = await folder.readEvaluation('test');
    const { evaluation } = await folder.readRecipe();
    const kept = suppressSplit(scoreTable(candidates), evaluation);
    expect(kept.length).toBeGreaterThan(0);
    const files = images.map((record) => join(dataset, record.file));
    const found = [];
    for await (const prediction of predictFiles(folder, files, {
      settings: evaluation,
      backend: 'wasm',
    }))
      found.push(prediction);
    expect(found.map(({ file, width, height }) => ({ file, width, height }))).toEqual(
      files.map((file) => ({ file, width: 128, height: 96 })),
    );
    found.forEach(({ detections }, image) => {
      const expected = [...kept.image.keys()].filter((i) => kept.image[i] === image);
      expect(detections.map(({ classIndex }) => classIndex)).toEqual(expected.map((i) => kept.classIndex[i]));
      expected.forEach((row, i) => {
        expect(detections[i]!.score).toBeCloseTo(kept.score[row]!, 5);
        expect(detections[i]!.box.x1).toBeCloseTo(kept.x1[row]!, 3);
      });
    });
  });

  it('show the objectness that the candidates of the evaluation have', async () => {
    const { candidates, images } = await folder.readEvaluation('test');
    const { branches } = await new ForwardPass().objectness(folder.directory, dataset, images[1]!);
    expect(branches.map(({ stride, gridWidth, gridHeight }) => [stride, gridWidth, gridHeight])).toEqual([
      [32, 2, 2],
      [16, 4, 4],
    ]);
    const rows = [...candidates.image.keys()].filter((i) => candidates.image[i] === 1);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const { anchors, gridWidth } = branches[candidates.branch[row]!]!;
      const map = Buffer.from(anchors[candidates.anchor[row]!]!, 'base64');
      const cell = candidates.row[row]! * gridWidth + candidates.column[row]!;
      expect(map.readFloatLE(4 * cell)).toBeCloseTo(candidates.objectness[row]!, 3);
    }
  });

  it('of a run that has no checkpoint are refused', async () => {
    const fresh = await newTraining(root, dataset, smallRecipe());
    const predictions = predictFiles(fresh.folder, [], {
      settings: smallRecipe().evaluation,
      backend: 'wasm',
    });
    await expect(predictions.next()).rejects.toMatchObject({ code: 'checkpoint-not-found' });
  });
});
