// Marks on the command line: counts, the patch, removal, and an evaluation with them.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dataset } from '../contract/dataset.ts';
import type { Mark } from '../core/marks/mark.ts';
import { openDataset } from '../storage/datasets/open-dataset.ts';
import { hashOfTree } from '../storage/datasets/testing/fixture.ts';
import { MarkJournal, marksFolder } from '../storage/marks/mark-journal.ts';
import { mark, openPatched, PATCH_COMMANDS } from '../storage/marks/testing/marked-datasets.ts';
import { datasetFolder } from '../storage/runs/dataset-folder.ts';
import { EXIT } from './exit-codes.ts';
import { boxwright } from './testing/capture-command.ts';

let root: string;
let cells: string;
let runs: string;
let dataset: Dataset;
let journal: MarkJournal;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boxwright-cli-'));
  cells = join(root, 'cells');
  runs = join(root, 'runs');
  await boxwright('sample', cells, '--images', '8', '--width', '96', '--height', '64');
  dataset = await openDataset(cells);
  journal = new MarkJournal(marksFolder(datasetFolder(runs, 'cells'), cells));
});
afterAll(() => rm(root, { recursive: true, force: true }));
beforeEach(() => setMarks([]));

async function setMarks(marks: readonly Mark[]): Promise<void> {
  const { history } = await journal.read();
  const owner = { name: 'cells', root: cells, fingerprint: dataset.fingerprint };
  await journal.append({ op: 'remove', markIds: history.marks.map(({ markId }) => markId) }, owner);
  await journal.append({ op: 'add', marks }, owner);
}

const imagesOf = (split: string) => dataset.images.filter((image) => image.split === split);
/** Marks on the first two training images. */
function someMarks(): Mark[] {
  const [a, b] = imagesOf('train').map(({ imageId }) => imageId) as [string, string];
  const [className] = dataset.classes;
  return [
    mark('missing-label', a, [2, 2, 12, 12], className),
    mark('missing-label', b, [2, 2, 12, 12], className),
    mark('hard-negative', a, [30, 2, 42, 12], className),
    mark('ignore-region', a, [30, 30, 42, 42], className),
  ];
}

describe('boxwright marks', () => {
  it('counts them by kind', async () => {
    expect((await boxwright('marks', cells, '--runs', runs)).stdout).toBe(`${cells}: no marks\n`);
    const marks = someMarks();
    await setMarks(marks);
    const { code, stdout } = await boxwright('marks', cells, '--runs', runs);
    expect(code).toBe(EXIT.done);
    expect(stdout).toContain(`${cells}: 4 marks in 2 images\n`);
    expect(stdout).toMatch(/^missing label +2 +2$/m);
    expect(stdout).toMatch(/^ignore region +1 +1$/m);
    const document: unknown = JSON.parse((await boxwright('marks', cells, '--runs', runs, '--json')).stdout);
    expect(document).toMatchObject({
      dataset: cells,
      images: 2,
      kinds: [{ kind: 'missing-label', marks: 2, images: 2 }, { marks: 1 }, { marks: 1 }],
      marks,
    });
  });

  it('exports a patch that changes the labels, and says what is not in it', async () => {
    await setMarks(someMarks());
    const before = await hashOfTree(cells);
    const file = join(root, 'cells.patch');
    const { code, stdout } = await boxwright('marks', cells, '--runs', runs, '--export', file);
    expect(code).toBe(EXIT.done);
    expect(stdout).toContain(`${file}: 2 marks in 2 label files\n`);
    expect(stdout).toContain('left out: 1 mark. YOLO labels cannot say that a region is to be ignored.\n');
    const patch = { fileName: file, text: await readFile(file, 'utf8') };
    const patched = await openPatched(cells, patch, PATCH_COMMANDS[0]!);
    const objects = ({ images }: Dataset) =>
      images.reduce((sum, { groundTruth }) => sum + groundTruth.length, 0);
    expect(objects(patched)).toBe(objects(dataset) + 2);
    expect(await hashOfTree(cells)).toBe(before);
  });

  it.each([
    [
      'into the dataset',
      () => [cells, '--export', join(cells, 'labels', 'x.patch')],
      'is never written to',
      EXIT.failed,
    ],
    [
      'without a mark',
      () => [cells, '--export', join(root, 'x.patch')],
      'No mark of cells changes',
      EXIT.failed,
    ],
    ['of nothing', () => [join(root, 'cels')], 'does not exist', EXIT.failed],
    ['and clears', () => [cells, '--export', 'x', '--clear'], 'were both given', EXIT.usage],
  ])('refuses an export %s', async (_, argv, message, exit) => {
    const { code, stderr, stdout } = await boxwright('marks', ...argv(), '--runs', runs);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([exit, '']);
  });

  it('removes all when it is told twice, in a step that can be undone', async () => {
    const marks = someMarks();
    await setMarks(marks);
    const asked = await boxwright('marks', cells, '--runs', runs, '--clear');
    expect(asked.code).toBe(EXIT.usage);
    expect(asked.stderr).toContain('removes all 4 marks');
    const { stdout } = await boxwright('marks', cells, '--runs', runs, '--clear', '--yes', '--json');
    expect(JSON.parse(stdout)).toEqual({ dataset: cells, cleared: 4 });
    expect((await journal.read()).history.marks).toEqual([]);
    const { history } = await journal.append(
      { op: 'undo' },
      { name: 'cells', root: cells, fingerprint: 'f' },
    );
    expect(history.marks).toEqual(marks);
  });
});

describe('boxwright evaluate --with-marks', () => {
  interface Judged {
    readonly operatingPoint: { readonly tp: number; readonly fp: number; readonly fn: number };
    readonly marks?: unknown;
  }
  const options = ['--split', 'test', '--backend', 'wasm', '--score-threshold', '0.001', '--json'];
  const evaluate = async (...more: string[]) =>
    JSON.parse((await boxwright('evaluate', 'latest', '--runs', runs, ...options, ...more)).stdout) as Judged;

  it('judges by the labels with the marks, and says how many it used', async () => {
    const settings = ['input.width=64', 'network.widthMultiple=0.125', 'evaluation.scoreFloor=0.0001'];
    await boxwright(
      ...['train', cells, '--runs', runs, '--backend', 'wasm', '--epochs', '1'],
      ...settings.flatMap((setting) => ['--set', setting]),
    );
    const plain = await evaluate();
    expect(plain.operatingPoint.fp).toBeGreaterThan(0);
    expect(plain.marks).toBeUndefined();

    const tested = imagesOf('test');
    const everywhere = tested.flatMap(({ imageId, width, height }) =>
      dataset.classes.map((name) => mark('ignore-region', imageId, [0, 0, width, height], name)),
    );
    const trained = someMarks();
    await setMarks([...everywhere, ...trained]);
    const ignored = await evaluate('--with-marks');
    expect(ignored.operatingPoint).toMatchObject({
      tp: plain.operatingPoint.tp,
      fp: 0,
      fn: plain.operatingPoint.fn,
    });
    expect(ignored.marks).toEqual({
      missingLabels: 0,
      ignoreRegions: everywhere.length,
      images: tested.length,
    });

    const { imageId } = tested[0]!;
    await setMarks([mark('missing-label', imageId, [2, 2, 12, 12], dataset.classes[0]), ...trained]);
    const { tp, fn } = (await evaluate('--with-marks')).operatingPoint;
    expect(tp + fn).toBe(plain.operatingPoint.tp + plain.operatingPoint.fn + 1);
    const argv = [
      'evaluate',
      'latest',
      '--runs',
      runs,
      '--split',
      'test',
      '--backend',
      'wasm',
      '--with-marks',
    ];
    expect((await boxwright(...argv)).stdout).toMatch(
      /^marks {2}1 missing label of 1 image added to the labels$/m,
    );
    expect((await boxwright(...argv, '--split', 'val')).stdout).toMatch(/^marks {2}none changes the labels/m);
    expect(await evaluate()).toEqual(plain); // What is stored is not changed.
  }, 60_000);

  it('needs a run', async () => {
    const argv = ['evaluate', '--with-marks', '--ground-truth', 'a.json', '--predictions', 'b.json'];
    const { code, stderr } = await boxwright(...argv);
    expect(stderr).toContain('--with-marks needs a run');
    expect(code).toBe(EXIT.usage);
  });
});

it('a training tells of the marks that it takes', async () => {
  await setMarks(someMarks());
  const settings = ['input.width=64', 'network.widthMultiple=0.125', 'data.useMarks=true'];
  await boxwright(
    ...['train', cells, '--runs', runs, '--backend', 'wasm', '--epochs', '1'],
    ...settings.flatMap((setting) => ['--set', setting]),
  );
  const { stdout } = await boxwright('evaluate', 'latest', '--runs', runs, '--backend', 'wasm', '--json');
  const { run } = JSON.parse(stdout) as { run: string };
  const log = await readFile(join(run, 'journal.jsonl'), 'utf8');
  expect(log).toContain('1 image with hard negatives is drawn 3 times an epoch');
  expect(log).toContain('2 missing labels and 1 ignore region of 2 images are taken into account');
}, 60_000);
