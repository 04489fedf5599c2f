// boxwright anchors and boxwright network: what they say, and what they refuse.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recipeSchema } from '../contract/recipe.ts';
import { resolveRecipe } from '../jobs/recipe/resolve-recipe.ts';
import { openDataset } from '../storage/datasets/open-dataset.ts';
import { createRun } from '../storage/runs/create-run.ts';
import { formatRecipe } from '../storage/runs/recipe-file.ts';
import { EXIT } from './exit-codes.ts';
import { boxwright, documentOf } from './testing/capture-command.ts';

let root: string;
/** A sample dataset of 12 images. */
let cells: string;
let runs: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boxwright-anchors-'));
  cells = join(root, 'cells');
  runs = join(root, 'runs');
  await boxwright('sample', cells, '--images', '12', '--width', '96', '--height', '64', '--json');
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A YOLO folder of one image, 64 x 64 px, with boxes as [cx, cy, width, height] in px. */
async function folderOf(name: string, boxes: readonly (readonly number[])[]): Promise<string> {
  const folder = join(root, name);
  for (const part of ['images', 'labels']) await mkdir(join(folder, part, 'train'), { recursive: true });
  const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } });
  await picture.png().toFile(join(folder, 'images', 'train', 'a.png'));
  const rows = boxes.map((box) => `0 ${box.map((value) => value / 64).join(' ')}`);
  await writeFile(join(folder, 'labels', 'train', 'a.txt'), rows.join('\n'));
  await writeFile(join(folder, 'data.yaml'), 'path: .\ntrain: images/train\nnames: [cell]\n');
  return folder;
}

interface Document {
  readonly objects: number;
  readonly source: object;
  readonly suggested: { count: number; curve: unknown[] } | null;
  readonly fit: { meanBestIou: number; recallByRatio: { value: number } };
  readonly branches: {
    stride: number;
    objects: number;
    anchors: { width: number; height: number; positives: number; dead: boolean }[];
  }[];
  readonly collisions: { collisions: number; lost: number; images: { imageId: string }[] };
  readonly cost: { candidatesPerImage: number; oneMoreAnchorEach: { candidatesPerImage: number } };
  readonly warnings: { code: string }[];
  readonly darknet: string;
}

async function anchorsOf(...argv: string[]): Promise<Document> {
  const { code, stdout, stderr } = await boxwright('anchors', ...argv, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(EXIT.done);
  return documentOf(stdout) as Document;
}

describe('boxwright anchors', () => {
  it('finds the anchors that a training would take', async () => {
    const { branches, source } = await anchorsOf(cells);
    const { network } = resolveRecipe(await openDataset(cells), recipeSchema.parse({}));
    expect(branches.map(({ stride, anchors }) => ({ stride, anchors }))).toMatchObject(
      network.branches.map(({ stride, anchors }) => ({
        stride,
        anchors: anchors.map(([width, height]) => ({ width, height })),
      })),
    );
    expect(source).toMatchObject({ kind: 'clustered', count: 9, method: 'kmeans', metric: 'iou' });
  });

  it.each([
    ['kmeans', 'iou', 'size'],
    ['kmedoids', 'ratio', 'size'],
    ['evolve', 'ratio', 'field'],
  ])('by %s on %s, dealt out by %s, on the branches that are named', async (method, metric, distribute) => {
    const found = await anchorsOf(
      cells,
      ...['--count', '5', '--branches', '8,16', '--width', '96'],
      ...['--method', method, '--metric', metric, '--distribute', distribute, '--seed', '3'],
    );
    expect(found.branches.map(({ stride }) => stride)).toEqual([16, 8]);
    expect(found.branches.flatMap(({ anchors }) => anchors)).toHaveLength(5);
    expect(found.source).toMatchObject({ method, metric, distribute, seed: 3 });
    expect(found.darknet).toMatch(/^anchors = .*\nmask = /);
  });

  it('judges given anchors, which need no masks but may have them', async () => {
    const folder = await folderOf('two', [
      [16, 16, 10, 10],
      [40, 40, 40, 40],
    ]);
    const at64 = ['--width', '64', '--branches', '8,32', '--set', 'augmentation.scale=0'];
    const bySize = await anchorsOf(folder, ...at64, '--anchors', '10,10, 40,40');
    expect(bySize.fit).toMatchObject({ meanBestIou: 1, recallByRatio: { value: 1 } });
    expect(bySize.branches).toMatchObject([
      { stride: 32, objects: 1, anchors: [{ width: 40, positives: 1, dead: false }] },
      { stride: 8, objects: 1, anchors: [{ width: 10, positives: 1, dead: false }] },
    ]);
    expect(bySize.cost.candidatesPerImage).toBe(2 * 2 + 8 * 8);
    expect(bySize.cost.oneMoreAnchorEach.candidatesPerImage).toBeCloseTo(1, 9);
    expect(bySize.warnings).toEqual([]);
    const again = await anchorsOf(folder, ...at64, '--anchors', bySize.darknet);
    expect(again.branches).toEqual(bySize.branches);
    const masked = 'anchors = 10,10, 40,40, 60,60\nmask = 2\nmask = 0,1';
    const { branches } = await anchorsOf(folder, ...at64, '--anchors', masked);
    expect(branches.map(({ anchors }) => anchors.map(({ width }) => width))).toEqual([[60], [10, 40]]);
  });

  it('judges the anchors of a recipe, unless others are asked for', async () => {
    const file = join(root, 'recipe.yaml');
    await writeFile(
      file,
      formatRecipe(recipeSchema.parse({ network: { branches: [{ stride: 16, anchors: [[12, 12]] }] } })),
    );
    const judged = await anchorsOf(cells, '--recipe', file);
    expect(judged.source).toEqual({ kind: 'recipe' });
    expect(judged.branches).toMatchObject([{ stride: 16, anchors: [{ width: 12, height: 12 }] }]);
    const clustered = await anchorsOf(cells, '--recipe', file, '--count', '2');
    expect(clustered.branches[0]!.anchors).toHaveLength(2);
  });

  it('suggests a number, and takes it', async () => {
    const { suggested, branches } = await anchorsOf(cells, '--suggest');
    expect(suggested!.curve).toHaveLength(15);
    expect(branches.flatMap(({ anchors }) => anchors)).toHaveLength(suggested!.count);
  });

  it('names the images on which objects collide', async () => {
    const folder = await folderOf('collide', [
      [16, 16, 10, 10],
      [17, 17, 10, 11],
      [50, 50, 10, 10],
    ]);
    const { collisions } = await anchorsOf(folder, '--width', '64', '--anchors', '10,10', '--branches', '32');
    expect(collisions).toMatchObject({ collisions: 1, lost: 1 });
    expect(collisions.images.map(({ imageId }) => imageId)).toEqual(['images/train/a.png']);
  });

  it.each<[string, number[][], string[], string]>([
    ['no boxes', [], [], 'no-objects'],
    ['one box', [[32, 32, 20, 20]], [], 'few-sizes'],
    [
      'identical boxes',
      [
        [20, 20, 16, 16],
        [40, 40, 16, 16],
      ],
      ['--suggest', '--count', '4'],
      'few-sizes',
    ],
    ['fewer anchors than branches', [[32, 32, 20, 20]], ['--count', '1'], 'branch-empty'],
    ['an anchor beyond the input', [[32, 32, 20, 20]], ['--anchors', '20,20, 70,70'], 'anchor-beyond-input'],
    ['a dead anchor', [[32, 32, 20, 20]], ['--anchors', '20,20, 60,60'], 'anchor-dead'],
  ])('warns of %s', async (name, boxes, options, code) => {
    const folder = await folderOf(name.replaceAll(' ', '-'), boxes);
    const { warnings } = await anchorsOf(folder, '--width', '64', ...options);
    expect(warnings.map((warning) => warning.code)).toContain(code);
  });

  it('prints tables, figures, warnings and a line for Darknet', async () => {
    const { code, stdout } = await boxwright(
      'anchors',
      cells,
      '--anchors',
      '9,9, 20,20, 900,900',
      '--suggest',
    );
    expect(code).toBe(EXIT.done);
    expect(stdout).toMatch(
      /^cells: \d+ objects on \d+ images \(train\), letterboxed to 320x\d+, at 0.80 to 1.20/,
    );
    expect(stdout).toMatch(/^anchor +px +objects won +positives$/m);
    expect(stdout).toMatch(/^32:1 +900x900 +0 +0 +dead$/m);
    expect(stdout).toMatch(/^stride 8 +40x\d+ /m);
    expect(stdout).toMatch(/^best possible recall, ratio 4 +\d/m);
    expect(stdout).toMatch(/^one more anchor a branch +\+/m);
    expect(stdout).toContain('warning: Anchor 1 of stride 32 (900x900 px) is larger than the input');
    expect(stdout).toContain('\nanchors = 9,9, 20,20, 900,900\nmask = 2  # stride 32\n');
  });
});

describe('boxwright network', () => {
  it('prints layers, heads and totals of a preset', async () => {
    const { code, stdout } = await boxwright('network', 'tiny');
    expect(code).toBe(EXIT.done);
    expect(stdout).toMatch(/^yolov3-tiny, input 416x416 px$/m);
    expect(stdout).toMatch(/^0 +convolutional +16 +3x3\/1 +416x416x16 +3 +496 +150 MFLOPs$/m);
    expect(stdout).toMatch(/^stride 32 +16 +13x13 +3 +507 +318$/m);
    expect(stdout).toContain('8,858,734 parameters');
  });

  it('as a document, at any input, classes and branches', async () => {
    const argv = ['--width', '320', '--height', '256', '--classes', '3', '--branches', '8,32', '--json'];
    const { stdout } = await boxwright(
      'network',
      'yolov3-slim',
      ...argv,
      '--set',
      'network.anchorsPerBranch=2',
    );
    const document = documentOf(stdout) as { layers: object[]; heads: object[] };
    expect(document).toMatchObject({ name: 'yolov3-slim', input: { width: 320, height: 256 } });
    expect(document.layers[0]).toMatchObject({
      index: 0,
      kind: 'convolutional',
      output: { width: 160, height: 128 },
      receptiveField: 3,
    });
    expect(document.heads).toMatchObject([
      { stride: 32, gridWidth: 10, gridHeight: 8, anchors: 2, candidates: 160 },
      { stride: 8, gridWidth: 40, gridHeight: 32, anchors: 2, candidates: 2560 },
    ]);
  });

  it('of a run, with its own classes and anchors', async () => {
    const dataset = await openDataset(cells);
    const recipe = resolveRecipe(dataset, recipeSchema.parse({ network: { anchorsPerBranch: 1 } }));
    await createRun(runs, { dataset, recipe, versions: {} });
    const { code, stdout } = await boxwright('network', 'latest', '--runs', runs, '--json');
    expect(code).toBe(EXIT.done);
    const { width, height } = recipe.input;
    expect(documentOf(stdout)).toMatchObject({
      input: { width, height },
      heads: [{ anchors: 1 }, { anchors: 1 }, { anchors: 1 }],
    });
  });
});

describe('a mistake in the arguments ends with 2 and says what was expected', () => {
  it.each<[string, string[], string]>([
    ['no anchors', ['anchors', '.', '--count', '0'], 'Expected a whole number above 0.'],
    ['an impossible stride', ['anchors', '.', '--branches', '8,7'], 'Expected strides of 4, 8, 16, 32 or 64'],
    ['a stride twice', ['anchors', '.', '--branches', '8,8'], 'Expected each stride once'],
    ['an unknown metric', ['anchors', '.', '--metric', 'l2'], 'Expected one of iou, ratio.'],
    ['an unknown method', ['anchors', '.', '--method', 'dbscan'], 'one of kmeans, kmedoids, evolve.'],
    ['a ratio below 1', ['anchors', '.', '--recall-ratio', '0.5'], 'Expected a number from 1.'],
    ['half an anchor', ['anchors', '.', '--anchors', '10,13,16'], '--anchors: Anchor 2 has a width, 16, but'],
    ['a zero anchor', ['anchors', '.', '--anchors', '10,0'], 'its height "0" is not above 0'],
    ['given and clustered', ['anchors', '.', '--anchors', '1,2', '--count', '3'], 'cannot be used with'],
    ['too wide an input', ['anchors', '.', '--width', '9999'], 'input.width'],
    ['a cfg file', ['network', 'yolov3.cfg'], "Darknet's cfg files cannot be read yet"],
    ['a recipe that is not there', ['network', 'none.yaml'], 'no such file'],
    ['classes of a run', ['network', 'latest', '--classes', '3'], '--classes changes a preset or a recipe'],
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await boxwright(...argv);
    expect(stderr).toContain(message);
    expect(code).toBe(EXIT.usage);
    expect(stdout).toBe('');
  });
});

describe('what cannot be done ends with 1 and a sentence', () => {
  it.each<[string, () => string[], string]>([
    ['a folder that is not there', () => ['anchors', join(root, 'nowhere')], 'nowhere'],
    [
      'an input that the strides do not divide',
      () => ['anchors', cells, '--width', '100', '--height', '64'],
      '100x64 is not a multiple of the coarsest stride, 32',
    ],
    [
      'masks for other branches',
      () => ['anchors', cells, '--anchors', 'anchors=1,2\nmask=0'],
      '1 groups (mask), but there are 3 branches',
    ],
    ['neither preset nor run', () => ['network', 'yolo9', '--runs', runs], 'No run named "yolo9"'],
    [
      'a network that the input does not fit',
      () => ['network', 'yolov3', '--width', '400'],
      '400x400 is not a multiple',
    ],
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await boxwright(...argv());
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(code).toBe(EXIT.failed);
    expect(stdout).toBe('');
  });
});
