// The command line in this process: exit codes, and what goes to stdout and to stderr.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasetSummarySchema } from '../contract/dataset.ts';
import { evaluationSummarySchema } from '../contract/evaluation.ts';
import { findRun } from '../storage/runs/find-runs.ts';
import { EXIT } from './exit-codes.ts';
import { boxwright, documentOf } from './testing/capture-command.ts';

let root: string;
/** A sample dataset of 8 images. */
let cells: string;
let runs: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boxwright-cli-'));
  cells = join(root, 'cells');
  runs = join(root, 'runs');
  await boxwright('sample', cells, '--images', '8', '--width', '96', '--height', '64', '--json');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a mistake in the arguments ends with 2 and says what was expected', () => {
  it.each<[string, string[], string]>([
    ['an unknown command', ['trian'], 'trian'],
    ['no folder', ['dataset'], "missing required argument 'folder'"],
    ['an unknown option', ['dataset', '.', '--colour'], "unknown option '--colour'"],
    ['a word for a number', ['train', '.', '--epochs', 'many'], 'Expected a whole number above 0.'],
    ['a fraction above 1', ['train', '.', '--score-threshold', '1.5'], 'Expected a number from 0 to 1.'],
    ['an unknown backend', ['train', '.', '--backend', 'cuda'], 'Expected one of tensorflow, wasm, cpu.'],
    ['a port that is none', ['serve', '--port', '70000'], 'Expected a port from 0 to 65535.'],
    ['training on nothing', ['train'], 'Which dataset folder?'],
    ['evaluating nothing', ['evaluate'], 'Evaluate what?'],
    [
      'NMS where there is none',
      [
        ...['evaluate', '--ground-truth', 'x.json', '--predictions', 'x.json'],
        ...['--nms-iou-threshold', '0.4'],
      ],
      'count as they are given',
    ],
    ['half of a pair', ['evaluate', '--predictions', 'x.json'], 'takes --ground-truth and --predictions'],
    ['an unknown setting', ['train', '.', '--set', 'optimizer.speed=1'], 'no setting "optimizer.speed"'],
    ['a setting without a value', ['train', '.', '--set', 'seed'], '--set seed: expected path=value.'],
    [
      'a setting out of range',
      ['train', '.', '--set', 'optimizer.learningRate=-1'],
      'optimizer.learningRate',
    ],
    ['half an anchor', ['train', '.', '--anchors', '10,13,16'], 'Anchor 2 has a width, 16, but no height.'],
    ['fewer anchors than branches', ['train', '.', '--anchors', '9,9 20,20'], '2 anchors for 3 branches'],
    ['new heads of nothing', ['train', '.', '--new-heads'], 'there is no --from'],
    ['going on and starting', ['train', '--resume', 'latest', '--from', 'latest'], 'only one of them'],
    ['no anchors', ['train', '.', '--anchors', '0'], '--anchors 0: a branch has 1 to 32 anchors'],
    ['an unknown recipe', ['train', '.', '--recipe', 'yolov9'], 'no preset of that name'],
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await boxwright(...argv);
    expect(stderr).toContain(message);
    expect(code).toBe(EXIT.usage);
    expect(stdout).toBe('');
  });
});

it('names the settings beside an unknown one', async () => {
  const { stderr } = await boxwright('train', cells, '--set', 'network.wdith=2');
  expect(stderr).toContain('preset, widthMultiple, neck, strides');
});

describe('what cannot be done ends with 1 and a sentence, without a stack', () => {
  const missing = () => join(root, 'nowhere');
  it.each<[string, () => string[], string]>([
    ['dataset of an unknown folder', () => ['dataset', missing()], 'nowhere'],
    ['training on an unknown folder', () => ['train', missing(), '--runs', runs], 'nowhere'],
    ['an unknown run', () => ['evaluate', 'latest', '--runs', missing()], 'No run named "latest"'],
    ['a sample over other files', () => ['sample', root], 'boxwright-cli-'],
    [
      'a ground truth that is not there',
      () => ['evaluate', '--ground-truth', missing(), '--predictions', missing()],
      '--ground-truth',
    ],
    [
      'a recipe that does not fit the dataset',
      () => ['train', cells, '--runs', runs, '--set', 'data.test=holdout'],
      'names the split "holdout", but cells has train, val, test',
    ],
    [
      'an input that the strides do not divide',
      () => ['train', cells, '--runs', runs, '--set', 'input.width=100', '--set', 'input.height=64'],
      'not a multiple of the coarsest stride',
    ],
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await boxwright(...argv());
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(EXIT.failed);
    expect(stdout).toBe('');
  });

  it('leaves no run folder behind', async () => {
    await expect(readdir(runs)).rejects.toThrow('ENOENT');
  });
});

describe('with --json stdout is exactly one document', () => {
  it('of a sample', async () => {
    const folder = join(root, 'more');
    const argv = ['sample', folder, '--images', '3', '--width', '64', '--height', '64', '--json'];
    const first = await boxwright(...argv);
    expect(first.code).toBe(EXIT.done);
    expect(documentOf(first.stdout)).toEqual({ folder, reused: false, images: 3 });
    const second = await boxwright(...argv);
    expect(documentOf(second.stdout)).toEqual({ folder, reused: true, images: 3 });
  });

  it('of a dataset', async () => {
    const { code, stdout } = await boxwright('dataset', cells, '--json');
    expect(code).toBe(EXIT.done);
    const summary = datasetSummarySchema.parse(documentOf(stdout));
    expect(summary).toMatchObject({ name: 'cells', format: 'yolo', images: 8 });
    expect(summary.brightness!.counts.reduce((sum, count) => sum + count, 0)).toBe(8);
  });

  it('of results against a ground truth', async () => {
    const files = { truth: join(root, 'truth.json'), results: join(root, 'results.json') };
    const box = { image_id: 1, category_id: 5, bbox: [10, 10, 30, 30] };
    await writeFile(
      files.truth,
      JSON.stringify({
        images: [1, 2].map((id) => ({ id, file_name: `${id}.jpg`, width: 100, height: 100 })),
        categories: [{ id: 5, name: 'cell' }],
        annotations: [{ id: 1, ...box, area: 900, iscrowd: 0 }],
      }),
    );
    await writeFile(
      files.results,
      JSON.stringify([
        { ...box, score: 0.9 },
        { ...box, image_id: 2, score: 0.6 },
      ]),
    );
    const argv = ['evaluate', '--ground-truth', files.truth, '--predictions', files.results];
    const { code, stdout } = await boxwright(...argv, '--score-threshold', '0.5', '--json');
    expect(code).toBe(EXIT.done);
    const summary = evaluationSummarySchema.parse(documentOf(stdout));
    expect(summary.images).toBe(2);
    expect(summary.coco.AP50).toBeCloseTo(1, 9);
    expect(summary.classes).toMatchObject([{ name: 'cell', groundTruth: 1, tp: 1, fp: 1, fn: 0 }]);
    expect(summary.operatingPoint).toMatchObject({
      scoreThreshold: 0.5,
      tp: 1,
      fp: 1,
      fn: 0,
      precision: 0.5,
      recall: 1,
      falsePositivesPerImage: 0.5,
    });
    expect(summary.errors?.kinds.background).toEqual({ count: 1, countAtOperatingPoint: 1, dAP: 0 });

    const strict = await boxwright(...argv, '--score-threshold', '0.7', '--json');
    expect(documentOf(strict.stdout)).toMatchObject({
      operatingPoint: { scoreThreshold: 0.7, tp: 1, fp: 0 },
      errors: { kinds: { background: { count: 1, countAtOperatingPoint: 0 } } },
    });

    const report = await boxwright(...argv);
    expect(report.stdout).toMatch(/^class +objects +AP50 +AP +TP +FP +FN +FP\/image$/m);
    expect(report.stdout).toContain('counts at score >= ');
    expect(report.stdout).toMatch(/^error +count +dAP$/m);
    expect(report.stdout).toMatch(/^background +1 +0\.000$/m);
  });

  it('of a training, its evaluation and its predictions', async () => {
    const settings = ['input.width=64', 'network.widthMultiple=0.125', 'schedule.batchSize=4'];
    const trained = await boxwright(
      ...['train', cells, '--runs', runs, '--backend', 'wasm', '--epochs', '1', '--json'],
      ...settings.flatMap((setting) => ['--set', setting]),
    );
    expect(trained.code).toBe(EXIT.done);
    const run = documentOf(trained.stdout) as { run: string };
    expect(run).toMatchObject({ epochs: 1, backend: 'wasm', split: 'test' });
    expect(trained.stderr).toContain('parameters, 1 epochs of');

    const judged = await boxwright(
      'evaluate',
      'latest',
      '--runs',
      runs,
      '--split',
      'val',
      '--backend',
      'wasm',
      '--json',
    );
    expect(judged.code).toBe(EXIT.done);
    expect(documentOf(judged.stdout)).toMatchObject({ run: run.run, split: 'val', images: 1 });

    const [image] = await readdir(join(cells, 'images', 'test'));
    const file = join(cells, 'images', 'test', image!);
    const found = await boxwright('predict', 'latest', file, '--runs', runs, '--backend', 'wasm', '--json');
    expect(found.code).toBe(EXIT.done);
    expect(documentOf(found.stdout)).toMatchObject({
      run: run.run,
      images: [{ file, width: 96, height: 64, detections: expect.any(Array) as unknown }],
    });
  });
});

it('refuses to resume a run that is being trained', async () => {
  const run = await findRun(runs, 'latest');
  const { state, pid } = await run.readRecord();
  await run.updateRecord({ state: 'running', pid: process.pid });
  try {
    const { code, stderr } = await boxwright('train', '--resume', 'latest', '--runs', runs);
    expect(stderr).toMatch(/^error: Run \S+ is being trained already \(process \d+\)/);
    expect(code).toBe(EXIT.failed);
  } finally {
    await run.updateRecord({ state, pid });
  }
});

describe('help and version', () => {
  it.each([[['--help']], [['--version']], [['train', '--help']]])('end with 0: %j', async (argv) => {
    const { code, stdout } = await boxwright(...argv);
    expect(code).toBe(EXIT.done);
    expect(stdout).not.toBe('');
  });
});
