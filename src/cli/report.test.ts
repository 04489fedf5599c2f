// boxwright report on small stored evaluations: its figures, its one file, what it says where something is missing.
import { mkdir, mkdtemp, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recipeSchema } from '../contract/recipe.ts';
import { createInspection } from '../jobs/process/inspect.ts';
import { picture } from '../storage/images/testing/pictures.ts';
import { createRun, type NewRun } from '../storage/runs/create-run.ts';
import { exampleEvaluation, exampleRun } from '../storage/runs/testing/example-run.ts';
import { EXIT } from './exit-codes.ts';
import { boxwright, documentOf } from './testing/capture-command.ts';

let root: string;
let cells: string;
let runs: string;
let out: string;
const report = (run: string, ...options: string[]) =>
  boxwright('report', run, '--runs', runs, '--out', out, ...options);

/** What the tests look at in a parsed page. */
interface Found {
  readonly textContent: string;
  getAttribute: (name: string) => string | null;
}
async function openReport(): Promise<{ text: string; all: (selector: string) => readonly Found[] }> {
  const text = await readFile(out, 'utf8');
  const { document } = parseHTML(text) as unknown as {
    document: { querySelectorAll: (selector: string) => Iterable<Found> };
  };
  return { text, all: (selector) => [...document.querySelectorAll(selector)] };
}

const settings = { scoreThreshold: 0.1, nmsIouThreshold: 0.45, matchIouThreshold: 0.5, maxDetections: 300 };
const classes = ['<b>red</b>', 'white & "blue"'];

/** Of a.png a hit; of empty/b.png a false positive of the second class, and a missed object of the first. */
async function addRun(made: Pick<NewRun, 'name' | 'recipe' | 'source'>): Promise<void> {
  const dataset = { ...exampleRun.dataset, root: cells, classes };
  const run = await createRun(runs, { ...exampleRun, dataset, ...made });
  const { images, ...evaluation } = exampleEvaluation();
  const [first, second] = images;
  const missed = { box: { x1: 40, y1: 40, x2: 60, y2: 60 }, classIndex: 0, area: 400 };
  await run.writeEvaluation('val', {
    ...evaluation,
    classes,
    images: [first!, { ...second!, groundTruth: [missed] }],
  });
  await run.updateRecord({ state: 'succeeded', operatingSettings: settings });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'boxwright-report-'));
  [cells, runs] = [join(root, 'cells'), join(root, 'runs')];
  await mkdir(join(cells, 'empty'), { recursive: true });
  await picture(100, 80).png().toFile(join(cells, 'a.png'));
  await picture(64, 64)
    .png()
    .toFile(join(cells, 'empty', 'b.png'));
  const branch = (stride: number, anchors: number[][]) => ({ stride, anchors });
  const recipe = recipeSchema.parse({
    input: { width: 96, height: 96 },
    network: {
      branches: [
        branch(32, [
          [40, 40],
          [50, 50],
          [60, 60],
        ]),
        branch(16, [
          [10, 10],
          [19.2, 19.2],
        ]),
      ],
    },
  });
  await addRun({ name: 'trained', recipe });
  await addRun({ name: 'theirs', recipe: null, source: { kind: 'imported', file: '/secret/theirs.json' } });
});
beforeEach(() => {
  out = join(root, 'report.html');
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('figures', () => {
  it('are those of evaluate', async () => {
    const evaluated = await boxwright('evaluate', 'theirs', '--runs', runs, '--json');
    const summary = documentOf(evaluated.stdout) as Record<string, unknown>;
    expect(summary).toMatchObject({ operatingPoint: { ...settings, tp: 1, fp: 1, fn: 1 } });
    const { code, stdout } = await report('theirs', '--json');
    expect(code).toBe(EXIT.done);
    expect(documentOf(stdout)).toMatchObject(summary);
    const { all } = await openReport();
    const tiles = all('.headline dd').map(({ textContent }) => textContent);
    expect(tiles.slice(0, 7)).toEqual(['1', '1', '1', '0.5', '.500', '.500', '.500']);
  });

  it('are those of inspect, for the boxes of each class too', async () => {
    const inspected = await boxwright('inspect', 'trained', '--runs', runs, '--json');
    const split = documentOf(inspected.stdout) as {
      operatingPoint: Record<string, unknown>;
      classes: { name: string; tp: number; fp: number; missed: number }[];
    };
    const { stdout } = await report('trained', '--json');
    // What was not said is what it usually is.
    const { suppression, criterion, muted, ...counts } = split.operatingPoint;
    expect(suppression && criterion && muted).toBeTruthy();
    expect(documentOf(stdout)).toMatchObject({ operatingPoint: counts });
    const { all } = await openReport();
    const cells = all('.tables .table:first-child tbody td').map(({ textContent }) => textContent);
    const ofClasses = [cells.slice(0, 3), cells.slice(cells.length / 2, cells.length / 2 + 3)];
    expect(ofClasses).toEqual(split.classes.map(({ tp, fp, missed }) => [tp, fp, missed].map(String)));
  });
});

describe('the page', () => {
  it('is one file without scripts, and shows names as they are', async () => {
    expect(await report('trained')).toMatchObject({ code: EXIT.done, stderr: '' });
    const { text, all } = await openReport();
    expect(text).not.toMatch(/<script|@import|url\(|(src|href)="(?!data:|#)/i);
    expect(text).not.toContain('<b>red</b>');
    expect(text).not.toContain(root);
    expect(all('html')[0]!.getAttribute('lang')).toBe('en');
    const captions = all('#false-positives figcaption, #missed figcaption').map(({ textContent }) =>
      textContent.replace(/\s+/g, ' ').trim(),
    );
    expect(captions).toEqual([
      expect.stringMatching(
        /^1\. white & "blue"\.13\sbackground\s*empty\/b\.pngstride 16, anchor 2: 19\sx\s19$/,
      ),
      expect.stringMatching(/^1\. <b>red<\/b>\sno detection came near\s*empty\/b\.png$/),
    ]);
    const pictures = all('img');
    expect(pictures.map((each) => each.getAttribute('alt'))).toEqual([
      'Crop of empty/b.png around a false positive white & "blue"',
      'Crop of empty/b.png around a missed <b>red</b>',
    ]);
    for (const each of pictures) expect(each.getAttribute('src')).toMatch(/^data:image\/jpeg;base64,/);
    const drawings = all('.plot [role=img]').map((each) => each.getAttribute('aria-label'));
    // The leading curve in two widths, and six others: of sigma there is nothing to show.
    expect(drawings).toHaveLength(8);
    expect(all('.absent').map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('no Gaussian head'),
    ]);
  });

  it('says what is not known of imported predictions, and not where they were', async () => {
    await report('theirs');
    const { text, all } = await openReport();
    expect(text).toContain("another detector's predictions (theirs.json)".replace("'", '&apos;'));
    expect(text).not.toContain('/secret');
    expect(all('.absent')).toHaveLength(2);
  });

  it('comes without crops where none are wanted', async () => {
    const { stdout } = await report('trained', '--crops', '0');
    expect(stdout).toContain('shown: 0 of 1 false positives; 0 of 1 missed objects');
    const { text, all } = await openReport();
    expect(all('img')).toHaveLength(0);
    expect(text).toContain('1 false positive; this report was made without crops.');
  });
});

it('is the same from the page as from the command line', async () => {
  const { stdout } = await report('trained', '--json');
  const { run } = documentOf(stdout) as { run: string };
  const inspection = createInspection(() => Promise.reject(new Error('not asked')), {
    objectness: () => Promise.reject(new Error('not asked')),
  });
  const saved = await inspection.reportPage({ runDirectory: run, split: 'val', settings });
  const timeless = (text: string) => text.replace(/Made by Boxwright on .* UTC/, '');
  expect(saved.datasetMoved).toBe(false);
  expect(timeless(saved.html)).toBe(timeless((await openReport()).text));
});

describe('what is missing is said', () => {
  it('an image', async () => {
    await rename(join(cells, 'empty', 'b.png'), join(cells, 'b.png'));
    const { code, stdout } = await report('trained');
    await rename(join(cells, 'b.png'), join(cells, 'empty', 'b.png'));
    expect(code).toBe(EXIT.done);
    expect(stdout).toContain('1 of 1 false positives, 1 of them without a picture');
    const { all } = await openReport();
    expect(all('.picture').map(({ textContent }) => textContent)).toEqual([
      'The image was not found.',
      'The image was not found.',
    ]);
  });

  it('the dataset', async () => {
    await rename(cells, join(root, 'moved'));
    const { code, stderr } = await report('trained');
    await rename(join(root, 'moved'), cells);
    expect(code).toBe(EXIT.done);
    expect(stderr).toMatch(/^warning: .*moved[^]*boxwright relocate/);
    const { text, all } = await openReport();
    expect(all('img')).toHaveLength(0);
    expect(all('figure.crop')).toHaveLength(2);
    expect(text).toContain('There are no pictures');
  });

  it('an evaluation', async () => {
    expect(await report('trained', '--split', 'test')).toMatchObject({
      code: EXIT.failed,
      stderr: expect.stringMatching(/only on val\.\n {2}-> boxwright evaluate .* --split test/) as string,
    });
    await createRun(runs, { ...exampleRun, name: 'fresh' });
    expect(await report('fresh')).toMatchObject({
      code: EXIT.failed,
      stderr: expect.stringMatching(/not been evaluated on any split\.\n {2}-> boxwright evaluate/) as string,
    });
  });
});

describe('the file', () => {
  it('lies beside the evaluation unless named, and is replaced by the next report', async () => {
    const { stdout } = await boxwright('report', 'trained', '--runs', runs, '--json');
    const { run, report: file, bytes } = documentOf(stdout) as Record<string, string | number>;
    expect(file).toBe(join(String(run), 'evaluations', 'val', 'report.html'));
    expect((await readFile(String(file))).byteLength).toBe(bytes);
    expect(await boxwright('report', 'trained', '--runs', runs)).toMatchObject({ code: EXIT.done });
  });

  it('is not written over something else unless forced', async () => {
    out = join(root, 'thesis.html');
    await writeFile(out, '<!doctype html>');
    expect(await report('trained')).toMatchObject({
      code: EXIT.failed,
      stdout: '',
      stderr: expect.stringContaining('--force') as string,
    });
    expect(await readFile(out, 'utf8')).toBe('<!doctype html>');
    expect(await report('trained', '--force')).toMatchObject({ code: EXIT.done });
    expect((await openReport()).all('h1')[0]!.textContent).toBe('trained');
    await unlink(out);
  });

  it.each([
    ['a folder', () => root, 'is a folder'],
    ['in no folder', () => join(root, 'nowhere', 'report.html'), 'there is no folder'],
  ])('is not %s', async (_, path, said) => {
    out = path();
    expect(await report('trained')).toMatchObject({
      code: EXIT.failed,
      stderr: expect.stringContaining(said) as string,
    });
  });
});
