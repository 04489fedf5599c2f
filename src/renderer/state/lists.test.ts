// Tests of what is listed: the gallery's pages, the table of runs, problems by kind, recipes compared, commands found.
import { expect, test } from 'vitest';
import { recipeSchema } from '../../contract/recipe.ts';
import type { RunRecord } from '../../contract/run.ts';
import { groupProblems } from '../screens/Dataset/group-problems.ts';
import { blobDataset } from '../testing/blob-dataset.ts';
import { createMemoryClient } from '../testing/in-memory-client.ts';
import { startedRun } from '../testing/in-memory-training.ts';
import { FolderBrowser } from './folder-browser.svelte.ts';
import { Gallery } from './gallery.svelte.ts';
import { filterCommands } from './palette.ts';
import { recipeDifferences } from './recipe-difference.ts';
import { recipeSections } from './recipe-fields.ts';
import { parseRunSort, RUN_COLUMNS, runsAsCsv, sortRuns } from './run-table.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('the gallery fetches the pages that are looked at, once', async () => {
  const client = createMemoryClient([blobDataset(1000)]);
  const gallery = new Gallery(client);
  gallery.show('blobs', {});
  await settled();
  expect(gallery.total).toBe(1000);
  gallery.need(590, 610);
  gallery.need(595, 615);
  await settled();
  expect(client.calls).toEqual(['dataset.images', 'dataset.images', 'dataset.images']);
  expect(gallery.at(600)?.imageId).toContain('00600');
  expect(gallery.at(300)).toBeNull();
  expect(gallery.indexOf(gallery.at(600)!.imageId)).toBe(600);
});

test('answers to a filter that is no longer in force are dropped', async () => {
  const gallery = new Gallery(createMemoryClient([blobDataset(100)]));
  gallery.show('blobs', {});
  gallery.show('blobs', { split: 'val' });
  await settled();
  expect(gallery.total).toBe(20);
  gallery.show('blobs', { onlyProblems: true });
  await settled();
  expect(gallery.total).toBe(2);
});

test('an imported run says so in place of how its training went', () => {
  const trained = startedRun(blobDataset(3), recipeSchema.parse({}), 'a', '2026-01-05T09:30:00Z');
  const imported: RunRecord = { ...trained, source: { kind: 'imported', file: '/data/theirs.json' } };
  const textOf = (key: string) => RUN_COLUMNS.find((column) => column.key === key)!.text(imported);
  expect(['state', 'epochs', 'time'].map(textOf)).toEqual(['imported', '–', '–']);
});

test('a typed path is completed from its folder', async () => {
  const browser = new FolderBrowser(createMemoryClient([blobDataset(3)]));
  await browser.browse('/data/');
  expect(browser.completions('/data/bl').map(({ path }) => path)).toEqual(['/data/blobs']);
  expect(browser.completions('/other/bl')).toEqual([]);
});

test('runs without a value come last in either direction, and CSV quotes what needs it', () => {
  const dataset = blobDataset(3);
  const recipe = recipeSchema.parse({});
  const metrics = {
    split: 'test',
    AP: 0.4,
    AP50: 0.8,
    precision: 0.9,
    recall: 0.8,
    falsePositivesPerImage: 1.5,
  };
  const run = (runId: string, fp: number | null) => ({
    ...startedRun(dataset, recipe, runId, '2026-01-05T09:30:00Z'),
    name: `run "${runId}"`,
    metrics: fp === null ? null : { ...metrics, falsePositivesPerImage: fp },
  });
  const runs = [run('a', null), run('b', 2), run('c', 1)];
  const ids = (sort: string) => sortRuns(runs, parseRunSort(sort)).map(({ runId }) => runId);
  expect(ids('fp')).toEqual(['c', 'b', 'a']);
  expect(ids('-fp')).toEqual(['b', 'c', 'a']);
  expect(runsAsCsv(runs).split('\n')[2]).toContain('"run ""b""",blobs,running,2,0.8');
});

test('problems are grouped by kind, errors first', () => {
  const problem = (code: 'box-clipped' | 'image-missing', severity: 'warning' | 'error') => ({
    code,
    severity,
    message: '',
    file: 'x',
  });
  const groups = groupProblems([
    problem('box-clipped', 'warning'),
    problem('image-missing', 'error'),
    problem('box-clipped', 'warning'),
  ]);
  expect(groups.map(({ label, problems }) => [label, problems.length])).toEqual([
    ['image missing', 1],
    ['box clipped', 2],
  ]);
});

test('two recipes differ where they differ', () => {
  const from = recipeSchema.parse({});
  const to = recipeSchema.parse({
    network: { gaussian: true, branches: [{ stride: 16, anchors: [[20, 21]] }] },
  });
  expect(recipeDifferences(from, to)).toEqual([
    { path: 'network.branches', from: 'auto', to: '16: 20x21' },
    { path: 'network.gaussian', from: 'false', to: 'true' },
  ]);
});

test('every leaf of the recipe has a form field, except branches and strides, which have controls of their own', () => {
  const fields = new Set(recipeSections().flatMap(({ fields: list }) => list.map(({ path }) => path)));
  const leaves = Object.entries(recipeSchema.parse({})).flatMap(([key, value]) =>
    typeof value === 'object' ? Object.keys(value).map((inner) => `${key}.${inner}`) : [key],
  );
  expect(leaves.filter((leaf) => !fields.has(leaf))).toEqual(['network.strides', 'network.branches']);
});

test('commands are found by words in any order', () => {
  const command = (group: string, label: string) => ({ id: label, group, label, run: () => undefined });
  const commands = [
    command('inspect run', 'slim-320'),
    command('go to', 'Inspect'),
    command('view', 'theme'),
  ];
  expect(filterCommands(commands, '320 insp').map(({ label }) => label)).toEqual(['slim-320']);
  expect(filterCommands(commands, 'inspect')[0]?.label).toBe('Inspect');
});
