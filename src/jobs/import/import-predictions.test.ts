// Predictions of another detector as a run: the numbers are those of the files, and what does not fit is told.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset, ImageRecord } from '../../contract/dataset.ts';
import golden from '../../core/metrics/golden/coco.json';
import { evaluateSplit, prepareSplit } from '../../core/metrics/evaluate-split.ts';
import { judgeCocoResults } from '../../storage/coco-results/judge-coco-results.ts';
import { withTemporaryFolder } from '../../storage/runs/testing/example-run.ts';
import { importPredictions, type ImportRequest } from './import-predictions.ts';

const CROWD = 2;
const DIFFICULT = 1;
/** COCO's ids have gaps, and the names of the files another order. */
const imageIdOf = (index: number) => 1000 - 7 * index;
const categoryIdOf = (index: number) => 3 * index + 1;
const fileOf = (index: number) => `images/${index}.jpg`;

type Case = (typeof golden.cases)[number];
const CASES = golden.cases.filter(({ objects }) => objects.every((row) => row[7] !== DIFFICULT));

/** The dataset of a golden case as it is read from a folder, all of it in `test`. */
function datasetOf({ objects, images, classes }: Case): Dataset {
  const records = Array.from({ length: images }, (_, index): ImageRecord => ({
    imageId: fileOf(index),
    file: fileOf(index),
    width: 4000,
    height: 3000,
    split: 'test',
    externalId: imageIdOf(index),
    groundTruth: objects
      .filter(([image]) => image === index)
      .map(([, classIndex, x, y, width, height, area, kind]) => ({
        box: { x1: x!, y1: y!, x2: x! + width!, y2: y! + height! },
        classIndex: classIndex!,
        area: area!,
        ...(kind === CROWD ? { ignore: 'crowd' } : {}),
      })),
  }));
  return {
    root: '/data/golden',
    name: 'golden',
    format: 'coco',
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    categoryIds: Array.from({ length: classes }, (_, i) => categoryIdOf(i)),
    splits: ['test'],
    splitSource: 'files',
    images: records.sort((a, b) => (a.imageId < b.imageId ? -1 : 1)),
    problems: [],
    fingerprint: 'f',
  };
}

function annotationsOf({ objects, images, classes }: Case) {
  return {
    images: Array.from({ length: images }, (_, i) => ({ id: imageIdOf(i), file_name: fileOf(i) })),
    categories: Array.from({ length: classes }, (_, i) => ({ id: categoryIdOf(i), name: `class ${i}` })),
    annotations: objects.map(([image, classIndex, x, y, width, height, area, kind], i) => ({
      id: i + 1,
      image_id: imageIdOf(image!),
      category_id: categoryIdOf(classIndex!),
      bbox: [x, y, width, height],
      area,
      iscrowd: kind === CROWD ? 1 : 0,
    })),
  };
}

const resultsOf = ({ detections }: Case) =>
  detections.map(([image, classIndex, x, y, width, height, score]) => ({
    image_id: imageIdOf(image!),
    category_id: categoryIdOf(classIndex!),
    bbox: [x, y, width, height],
    score,
  }));

/** Imports results into a folder of runs that lasts as long as `use`. */
function withImport<T>(
  dataset: Dataset,
  results: readonly object[] | string,
  use: (imported: Awaited<ReturnType<typeof importPredictions>>, runs: string) => Promise<T>,
  request: Partial<ImportRequest> = {},
): Promise<T> {
  return withTemporaryFolder(async (runsDirectory) => {
    const file = join(runsDirectory, 'results.json');
    await writeFile(file, typeof results === 'string' ? results : JSON.stringify(results));
    const imported = await importPredictions(dataset, {
      runsDirectory,
      file,
      versions: { boxwright: '0' },
      ...request,
    });
    return use(imported, runsDirectory);
  });
}

describe.each(CASES)('$name', (example) => {
  const dataset = datasetOf(example);
  const results = resultsOf(example);

  it('has the numbers of the two files', () =>
    withImport(dataset, results, async ({ folder, summary, warnings }) => {
      const alone = judgeCocoResults(
        { file: 'test', text: JSON.stringify(annotationsOf(example)) },
        { file: 'results.json', text: JSON.stringify(results) },
        summary.operatingPoint,
      );
      expect(summary).toEqual(alone);
      expect(await folder.readEvaluationSummary('test')).toEqual(alone);
      expect(warnings).toHaveLength(results.length === 0 ? 1 : 0);
    }));

  it('has the counts again when they are taken from what is stored', () =>
    withImport(dataset, results, async ({ folder, summary }) => {
      const { candidates, images, classes } = await folder.readEvaluation('test');
      const groundTruth = new Map(images.map((image) => [image.imageId, image.groundTruth]));
      const prepared = prepareSplit(candidates, groundTruth, classes);
      const again = evaluateSplit('test', prepared, summary.operatingPoint);
      expect(again.operatingPoint).toEqual(summary.operatingPoint);
      expect(again.coco.AP50).toBeCloseTo(summary.coco.AP50, 6);
    }));
});

const [example] = CASES;
const dataset = datasetOf(example!);
const [first, second] = dataset.images;
const entry = (image: unknown, score: number | null = 0.9) => ({
  image_id: image,
  category_id: categoryIdOf(0),
  bbox: [10, 10, 50, 50],
  score,
});

it('is a run that has ended, without recipe and checkpoints, under the settings that remove nothing', () =>
  withImport(
    dataset,
    [entry(first!.externalId), entry(first!.externalId)],
    async ({ folder, summary }, runs) => {
      const record = await folder.readRecord();
      expect(record).toMatchObject({
        name: 'theirs',
        state: 'succeeded',
        pid: null,
        source: { kind: 'imported', file: join(runs, 'results.json') },
        evaluations: ['test'],
        metrics: { split: 'test', AP: summary.coco.AP },
        operatingSettings: { nmsIouThreshold: 1 },
      });
      expect(Object.keys(record.evaluatedAt!)).toEqual(['test']);
      expect((await readdir(folder.directory)).sort()).toEqual(['evaluations', 'journal.jsonl', 'run.json']);
      const stored = join(folder.evaluationDirectory('test'), 'predictions.coco.json');
      expect(JSON.parse(await readFile(stored, 'utf8'))).toHaveLength(2); // Equal boxes stay two.
      expect((await folder.readEvents()).at(-1)!.event.type).toBe('succeeded');
      await expect(folder.readRecipe()).rejects.toMatchObject({ code: 'run-has-no-network' });
    },
    { name: 'theirs' },
  ));

describe('what is left out is told', () => {
  const warningsOf = (results: readonly object[] | string, of: Dataset = dataset) =>
    withImport(of, results, async ({ warnings, folder, summary }) => {
      const logged = (await folder.readEvents()).flatMap(({ event }) =>
        event.type === 'log' && event.level === 'warning' ? [event.message] : [],
      );
      expect(logged).toEqual(warnings);
      return { warnings, summary };
    });

  it('results of images that the dataset does not have', async () => {
    const { warnings } = await warningsOf([entry(first!.externalId), entry(5), entry(5)]);
    expect(warnings).toEqual([
      '2 results left out: 5 is no image of golden (looked for by the ids of the annotations).',
    ]);
  });

  it('results of other splits', async () => {
    const images = dataset.images.map((image, i) => (i === 1 ? { ...image, split: 'train' } : image));
    const { warnings } = await warningsOf([entry(first!.externalId), entry(second!.externalId)], {
      ...dataset,
      images,
    });
    expect(warnings).toEqual(['1 result left out: 1 image of train, not of test.']);
  });

  it('scores that are no numbers or out of range, and boxes without a width or height', async () => {
    const id = first!.externalId;
    const flat = { ...entry(id), bbox: [1, 2, 3, -4] };
    const { warnings, summary } = await warningsOf([
      ...[entry(id), entry(id), entry(id, null), entry(id, 1.5), flat],
    ]);
    const { imageId } = first!;
    expect(warnings).toEqual([
      `1 result left out, as its score or box is not a number (NaN): entry 3 (image ${imageId}).`,
      `1 result left out, as its box has no width or height above 0: entry 5 (image ${imageId}).`,
      `1 result left out, as its score is not from 0 to 1: entry 4 (image ${imageId}).`,
    ]);
    expect(summary.refused!.entries).toContainEqual({ index: 4, imageId, reason: 'no-area' });
  });

  it('boxes that cannot be of the image that they were found to be of', async () => {
    const id = first!.externalId;
    // 4000 x 3000: a tenth may reach out.
    const boxes = [
      [3900, 2900, 500, 400],
      [3900, 2900, 501, 400],
      [-401, 0, 9, 9],
    ];
    const { warnings } = await warningsOf(boxes.map((bbox) => ({ ...entry(id), bbox })));
    expect(warnings).toEqual([
      '2 boxes reach far out of the image: are images found by the ids of the annotations the right ones?',
    ]);
  });

  it('a file without any', async () => {
    expect((await warningsOf('[]')).warnings).toEqual([
      expect.stringMatching(/results\.json holds no result\.$/) as string,
    ]);
  });
});

describe('what does not fit is refused, and nothing is stored', () => {
  const id = first!.externalId;
  it.each<[string, readonly object[], Partial<ImportRequest>, string, string]>([
    ['unknown images', [entry('x'), entry('y'), entry(id)], {}, 'images-unknown', '2 of 3 images'],
    ['an unknown class', [{ ...entry(id), category_name: 'blue' }], {}, 'classes-differ', 'blue'],
    ['an unknown split', [entry(id)], { split: 'val' }, 'split-empty', '"val"'],
    ['logits', [entry(id, 4), entry(id, -2), entry(id, 0.5)], {}, 'scores-out-of-range', '2 of 3'],
    ['shares of the image', [{ ...entry(id), bbox: [0.1, 0.2, 0.5, 0.5] }], {}, 'boxes-not-in-px', 'shares'],
    ['no such file', [], { file: '/nowhere/r.json' }, 'file-unreadable', '/nowhere/r.json'],
    [
      'no such names',
      [entry(id)],
      { categoryNames: '/nowhere/a.json' },
      'file-unreadable',
      '/nowhere/a.json',
    ],
  ])('%s', (_, results, request, code, message) =>
    withTemporaryFolder(async (runsDirectory) => {
      const file = join(runsDirectory, 'results.json');
      await writeFile(file, JSON.stringify(results));
      const imported = importPredictions(dataset, { runsDirectory, file, versions: {}, ...request });
      await expect(imported).rejects.toMatchObject({
        code,
        message: expect.stringContaining(message) as string,
      });
      expect(await readdir(runsDirectory)).toEqual(['results.json']);
    }),
  );

  it('results of another split only', async () => {
    const images = dataset.images.map((image) => ({ ...image, split: image === first ? 'test' : 'train' }));
    const imported = withImport({ ...dataset, images }, [entry(second!.externalId)], () =>
      Promise.resolve(null),
    );
    await expect(imported).rejects.toMatchObject({
      code: 'split-without-results',
      hint: expect.stringContaining('train') as string,
    });
  });
});

it('takes the meaning of numbers from a COCO file', () =>
  withTemporaryFolder(async (folder) => {
    const categoryNames = join(folder, 'annotations.json');
    const images = dataset.images.map((image) => ({ ...image }));
    for (const image of images) delete image.externalId;
    const unnumbered: Dataset = { ...dataset, images };
    delete unnumbered.categoryIds;
    await writeFile(
      categoryNames,
      JSON.stringify({
        images: [{ id: 77, file_name: second!.imageId }],
        categories: [{ id: 5, name: 'class 1' }],
        annotations: [],
      }),
    );
    await withImport(
      unnumbered,
      [{ ...entry(77), category_id: 5 }],
      async ({ folder: run }) => {
        const { candidates } = await run.readEvaluation('test');
        expect([...candidates.classIndex]).toEqual([1]);
        expect(candidates.imageIds[candidates.image[0]!]).toBe(second!.imageId);
      },
      { categoryNames },
    );
  }));
