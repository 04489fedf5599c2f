// Predictions of another detector on the command line: imported, judged, inspected, refused where a network is needed;
// and a dataset that moves.
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../storage/datasets/open-dataset.ts';
import { findRun } from '../storage/runs/find-runs.ts';
import { writeSampleDataset } from '../storage/sample/write-sample.ts';
import { sharp } from '../storage/images/sharp-setup.ts';
import { EXIT } from './exit-codes.ts';
import { boxwright, documentOf } from './testing/capture-command.ts';

let root: string;
let cells: string;
let runs: string;
let predictions: string;
/** An image of the test split. */
let tested: string;

/** A dataset whose ground truth, but for one object, is what the other detector predicts. */
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boxwright-import-'));
  runs = join(root, 'runs');
  ({ folder: cells } = await writeSampleDataset(join(root, 'cells'), { images: 8, width: 96, height: 64 }));
  const { images, classes } = await openDataset(cells);
  const objects = images.flatMap(({ imageId, split, groundTruth }) =>
    split === 'test' ? groundTruth.map((object) => ({ imageId, ...object })) : [],
  );
  tested = objects[0]!.imageId;
  predictions = join(root, 'theirs.json');
  await writeFile(
    predictions,
    JSON.stringify(
      objects.slice(1).map(({ imageId, box, classIndex }) => ({
        image_id: imageId,
        category_id: classIndex,
        category_name: classes[classIndex],
        bbox: [box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1],
        score: 0.9,
      })),
    ),
  );
});
afterAll(() => rm(root, { recursive: true, force: true }));

const run = (command: string, ...options: string[]) => boxwright(command, ...options, '--runs', runs);

it('is a run with a report', async () => {
  const { code, stdout, stderr } = await run('import', cells, '--predictions', predictions);
  expect(stderr).toBe('');
  expect(code).toBe(EXIT.done);
  expect(stdout).toMatch(/^counts at score >= 0\.4, boxes as given, no NMS, .* precision 1\.000/m);
  expect(stdout).toMatch(/^run {5}theirs$/m);
  expect(stdout).toMatch(/^images {2}found by paths$/m);
  const named = await run('import', cells, '--predictions', predictions, '--name', 'second', '--json');
  expect(documentOf(named.stdout)).toMatchObject({
    name: 'second',
    way: 'paths',
    warnings: [],
    split: 'test',
  });
});

it('is judged and inspected, and has no origin to show', async () => {
  const judged = await run('evaluate', 'theirs', '--score-threshold', '0.95', '--json');
  expect(documentOf(judged.stdout)).toMatchObject({ operatingPoint: { tp: 0, scoreThreshold: 0.95 } });
  const split = await run('inspect', 'theirs', '--json');
  const document = documentOf(split.stdout) as { images: { imageId: string; missed: number }[] };
  expect(document).toMatchObject({ operatingPoint: { fp: 0, fn: 1 }, branches: [], anchors: [] });
  const [worst] = document.images;
  const image = await run('inspect', 'theirs', '--image', worst!.imageId);
  expect(image.stdout).toMatch(/ 0\.900 +as imported /);
  expect(image.stdout).toContain('1 missed');
  expect(image.stdout).not.toContain('where they come from');
});

it('says that a picture is not the one that was evaluated', async () => {
  expect((await run('inspect', 'theirs')).stdout).not.toContain('changed since');
  const sound = await readFile(join(cells, tested));
  await sharp(sound).negate().toFile(join(cells, tested));
  try {
    const image = await run('inspect', 'theirs', '--image', tested);
    expect(image.stdout).toContain(`${tested} has changed since the evaluation: the boxes are those of`);
    const split = await run('inspect', 'theirs');
    expect(split.stdout).toMatch(/^warning: 1 of \d+ pictures? changed since the evaluation: /m);
    const document = documentOf((await run('inspect', 'theirs', '--json')).stdout);
    expect(document).toMatchObject({ changedImages: [tested] });
  } finally {
    await writeFile(join(cells, tested), sound);
  }
});

describe('what needs a network is refused with what to do', () => {
  it.each<[string, () => string[]]>([
    ['predict', () => ['theirs', predictions]],
    ['train', () => ['--resume', 'theirs']],
  ])('%s', async (command, options) => {
    const { code, stdout, stderr } = await run(command, ...options());
    expect(stderr).toMatch(/^error: Run \S+ holds predictions that were imported from .*theirs\.json/);
    expect(stderr).toContain('  -> ');
    expect({ code, stdout }).toEqual({ code: EXIT.failed, stdout: '' });
  });
});

it('is refused where the file does not fit', async () => {
  const other = join(root, 'other.json');
  const entries = JSON.parse(await readFile(predictions, 'utf8')) as { image_id: string }[];
  await writeFile(other, JSON.stringify(entries.map((entry, i) => ({ ...entry, image_id: `nowhere ${i}` }))));
  const { code, stderr } = await run('import', cells, '--predictions', other);
  expect(stderr).toMatch(/images that .*other\.json names are no images of cells/);
  expect(code).toBe(EXIT.failed);
  expect((await boxwright('import', cells)).code).toBe(EXIT.usage);
});

describe('a dataset that has moved', () => {
  it('is told with its old place, and its runs take over the new one', async () => {
    const moved = join(root, 'moved cells');
    await rename(cells, moved);
    const image = await run('inspect', 'theirs', '--image', tested, '--json');
    const picture = { state: 'dataset-moved', message: expect.stringContaining(cells) as string };
    expect(documentOf(image.stdout)).toMatchObject({
      image: { imageId: tested, picture },
      counts: { fp: 0 },
    });
    const one = await run('relocate', 'theirs', moved, '--json');
    expect(documentOf(one.stdout)).toMatchObject({ dataset: moved, runs: [{ name: 'theirs' }] });
    expect((await (await findRun(runs, 'theirs')).readRecord()).dataset.root).toBe(moved);
    const rest = await run('relocate', '--all-from', cells, moved);
    expect(rest.stdout).toMatch(/^\S+ {2}second$/m);
    expect((await (await findRun(runs, 'second')).readRecord()).dataset.root).toBe(moved);
  });

  it('may be another: it is said what differs, and taken by force alone', async () => {
    const { folder: other } = await writeSampleDataset(join(root, 'fewer'), {
      images: 6,
      width: 96,
      height: 64,
      seed: 5,
    });
    const refused = await run('relocate', 'theirs', other);
    expect(refused.code).toBe(EXIT.failed);
    expect(refused.stderr).toMatch(/fewer does not hold the data of run .* its fingerprint is/);
    const forced = await run('relocate', 'theirs', other, '--force');
    expect(forced.code).toBe(EXIT.done);
  });

  it.each<[string[], string]>([
    [['latest'], 'Give a run and a folder'],
    [['latest', '.', '--all-from', '/old'], 'Give a run and a folder'],
  ])('takes a run and a folder: %j', async (options, message) => {
    const { code, stderr } = await run('relocate', ...options);
    expect(stderr).toContain(message);
    expect(code).toBe(EXIT.usage);
  });

  it('says where no run is of the old place', async () => {
    const { stderr } = await run('relocate', '--all-from', '/nowhere', root);
    expect(stderr).toContain('is of a dataset in /nowhere');
  });
});
