// What marks change in the images of an epoch, worked by hand, and in real trainings.
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../../contract/dataset.ts';
import type { JobEventPayload } from '../../contract/job-events.ts';
import type { RecipeInput } from '../../contract/recipe.ts';
import type { Mark, MarkKind } from '../../core/marks/mark.ts';
import { openDataset } from '../../storage/datasets/open-dataset.ts';
import { MarkJournal, marksFolder } from '../../storage/marks/mark-journal.ts';
import { readRunMarks } from '../../storage/marks/run-marks.ts';
import { mark as markOf } from '../../storage/marks/testing/marked-datasets.ts';
import type { RunFolder } from '../../storage/runs/run-folder.ts';
import { followToEnd, makeSampleFolder, newTraining, smallRecipe } from '../testing/sample-runs.ts';
import { describeTrainingMarks, trainingRecords } from './training-marks.ts';

describe('the images of an epoch', () => {
  const groundTruth = [{ box: { x1: 10, y1: 10, x2: 30, y2: 30 }, classIndex: 0, area: 400 }];
  const dataset: Dataset = {
    root: '/data/cells',
    name: 'cells',
    format: 'yolo',
    classes: ['cell'],
    splits: ['train', 'val'],
    splitSource: 'files',
    images: ['a.jpg', 'b.jpg', 'c.jpg'].map((imageId) => ({
      imageId,
      file: imageId,
      width: 100,
      height: 80,
      split: imageId === 'c.jpg' ? 'val' : 'train',
      groundTruth,
    })),
    problems: [],
    fingerprint: 'f',
  };
  const data = { train: ['train'], validation: 'val', test: null, hardNegativeRepeats: 3, useMarks: true };

  it('are those of the dataset where nothing is marked', () => {
    expect(trainingRecords(dataset, data, [])).toEqual(dataset.images.slice(0, 2));
    expect(describeTrainingMarks([], data)).toEqual([]);
  });

  it('come several times with a hard negative on them, however many', () => {
    const marks = [
      markOf('hard-negative', 'b.jpg', [1, 1, 9, 9]),
      markOf('hard-negative', 'b.jpg', [60, 1, 69, 9]),
    ];
    const records = trainingRecords(dataset, data, marks);
    expect(records.map(({ imageId }) => imageId)).toEqual(['a.jpg', 'b.jpg', 'b.jpg', 'b.jpg']);
    expect(records[1]!.groundTruth).toEqual(groundTruth);
    expect(describeTrainingMarks(marks, data)).toEqual([
      '1 image with hard negatives is drawn 3 times an epoch',
    ]);
  });

  it('have the objects that were missing, and regions to ignore', () => {
    const marks = [
      markOf('missing-label', 'a.jpg', [60, 10, 70, 30]),
      markOf('ignore-region', 'a.jpg', [0, 50, 40, 80]),
      markOf('hard-negative', 'a.jpg', [1, 1, 9, 9]),
      markOf('hard-negative', 'b.jpg', [1, 1, 9, 9]),
    ];
    const [a] = trainingRecords(dataset, data, marks);
    expect(a!.groundTruth.slice(1)).toEqual([
      { box: marks[0]!.box, classIndex: 0, area: 200 },
      { box: marks[1]!.box, classIndex: 0, area: 1200, ignore: 'crowd' },
    ]);
    expect(describeTrainingMarks(marks, data)).toEqual([
      '2 images with hard negatives are drawn 3 times an epoch',
      '1 missing label and 1 ignore region of 1 image are taken into account',
    ]);
  });
});

describe('a training', () => {
  let root: string;
  let dataset: string;
  let remove: () => Promise<void>;
  let idsOf: (split: string) => string[];
  /** One without marks. */
  let straight: Uint8Array;

  beforeAll(async () => {
    ({ root, dataset, remove } = await makeSampleFolder());
    const { images } = await openDataset(dataset);
    idsOf = (split) => images.filter((image) => image.split === split).map(({ imageId }) => imageId);
    const run = await newTraining(root, dataset, recipeOf({}));
    await followToEnd(run.spec);
    straight = await run.folder.readCheckpoint('last');
    await expect(access(join(run.folder.directory, 'marks.json'))).rejects.toThrow('ENOENT');
  });
  afterAll(() => remove());

  const recipeOf = (data: RecipeInput['data']) => smallRecipe({ schedule: { epochs: 2 }, data });

  /** Replaces all marks of the dataset. */
  async function setMarks(folder: RunFolder, marks: readonly Mark[]): Promise<void> {
    const journal = new MarkJournal(marksFolder(dirname(folder.directory), dataset));
    const owner = { name: 'cells', root: dataset, fingerprint: 'f' };
    const { history } = await journal.read();
    await journal.append({ op: 'remove', markIds: history.marks.map(({ markId }) => markId) }, owner);
    await journal.append({ op: 'add', marks }, owner);
  }

  async function startWith(marks: readonly Mark[], data: RecipeInput['data'] = {}) {
    const run = await newTraining(root, dataset, recipeOf(data));
    await setMarks(run.folder, marks);
    return run;
  }

  const infosOf = (events: readonly JobEventPayload[]) =>
    events.flatMap((event) => (event.type === 'log' && event.level === 'info' ? [event.message] : []));
  const some = (kind: MarkKind, imageId: string) =>
    markOf(kind, imageId, [2, 2, 20, 20], kind === 'hard-negative' ? 'cell' : 'red cell');

  it('is the same, to the byte, where its recipe asks for no mark that there is', async () => {
    const marks = [
      some('hard-negative', idsOf('test')[0]!),
      some('hard-negative', idsOf('val')[0]!),
      some('missing-label', idsOf('train')[0]!),
      some('ignore-region', idsOf('train')[1]!),
    ];
    const { folder, spec } = await startWith(marks);
    expect(infosOf(await followToEnd(spec))).toEqual([]);
    expect(Buffer.compare(await folder.readCheckpoint('last'), straight)).toBe(0);
    await expect(access(join(folder.directory, 'marks.json'))).rejects.toThrow('ENOENT');

    const off = await startWith([some('hard-negative', idsOf('train')[0]!)], { hardNegativeRepeats: 1 });
    expect(infosOf(await followToEnd(off.spec))).toEqual([]);
    expect(Buffer.compare(await off.folder.readCheckpoint('last'), straight)).toBe(0);
  });

  it('draws images with hard negatives more often, and goes on with the marks that it began with', async () => {
    const hard = idsOf('train').slice(0, 4);
    const marks = hard.map((imageId) => some('hard-negative', imageId));
    const whole = await startWith(marks);
    const events = await followToEnd(whole.spec);
    expect(infosOf(events)).toEqual(['4 images with hard negatives are drawn 3 times an epoch']);
    const started = events.find((event) => event.type === 'started');
    expect(started).toMatchObject({ stepsPerEpoch: 5 }); // 8 + 4 * 3 images, 4 at once
    expect(await readRunMarks(whole.folder.directory)).toEqual(marks);
    const bytes = await whole.folder.readCheckpoint('last');
    expect(Buffer.compare(bytes, straight)).not.toBe(0);

    const stopped = await startWith(marks);
    const isFirstEpoch = (event: JobEventPayload) => event.type === 'metric';
    expect((await followToEnd(stopped.spec, isFirstEpoch)).at(-1)!.type).toBe('cancelled');
    await setMarks(stopped.folder, []);
    const recipe = await stopped.folder.readRecipe();
    await followToEnd({ ...stopped.spec, recipe, resume: true });
    expect(Buffer.compare(await stopped.folder.readCheckpoint('last'), bytes)).toBe(0);
  });

  it('learns missing labels where its recipe says so, and is judged by the labels of the dataset', async () => {
    const { classes, images } = await openDataset(dataset);
    const [trained] = idsOf('train');
    const [tested] = idsOf('test');
    const marks = [trained!, tested!].map((imageId) =>
      markOf('missing-label', imageId, [2, 2, 20, 20], classes[0]),
    );
    const { folder, spec } = await startWith(marks, { useMarks: true });
    expect(infosOf(await followToEnd(spec))).toEqual(['1 missing label of 1 image is taken into account']);
    expect(Buffer.compare(await folder.readCheckpoint('last'), straight)).not.toBe(0);
    expect(await readRunMarks(folder.directory)).toEqual([marks[0]]);
    const evaluated = await folder.readEvaluation('test');
    for (const { imageId, groundTruth } of evaluated.images)
      expect(groundTruth).toHaveLength(images.find((image) => image.imageId === imageId)!.groundTruth.length);
  });
});
