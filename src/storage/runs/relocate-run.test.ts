// A run that takes over the new place of its dataset, and what is said where the folder holds something else.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Mark } from '../../core/marks/mark.ts';
import { MarkJournal, marksOfRun } from '../marks/mark-journal.ts';
import { createRun } from './create-run.ts';
import { relocateRun, runsOfDataset, type DatasetPlace } from './relocate-run.ts';
import { exampleEvaluation, exampleRun, withTemporaryFolder } from './testing/example-run.ts';

const { dataset } = exampleRun;
const PLACE: DatasetPlace = {
  ...dataset,
  root: '/mnt/new/red-cells',
  name: 'red-cells',
  splits: [{ name: 'val', images: 2 }],
};

it('takes over a place with the same data, and nothing else changes', () =>
  withTemporaryFolder(async (runs) => {
    const run = await createRun(runs, exampleRun);
    await run.writeEvaluation('val', exampleEvaluation());
    const before = await run.readRecord();
    const after = { ...before, dataset: { ...before.dataset, root: PLACE.root } };
    expect(await relocateRun(run, PLACE)).toEqual(after);
    expect(await run.readRecord()).toEqual(after);
  }));

it.each<[string, Partial<DatasetPlace>, string]>([
  ['classes', { classes: ['red'] }, 'its classes are red and not red, white'],
  ['images', { splits: [{ name: 'val', images: 1 }] }, 'its split val has 1 images, and 2 were evaluated'],
  ['splits', { splits: [] }, 'its split val has 0 images'],
  ['something else', {}, 'names, sizes, splits or boxes of its images are others'],
])('refuses other data and says what differs: %s', (_, change, message) =>
  withTemporaryFolder(async (runs) => {
    const run = await createRun(runs, exampleRun);
    await run.writeEvaluation('val', exampleEvaluation());
    const before = await run.readRecord();
    const place = { ...PLACE, fingerprint: 'f2', ...change };
    await expect(relocateRun(run, place)).rejects.toMatchObject({
      code: 'dataset-differs',
      message: expect.stringContaining(message) as string,
      hint: expect.stringContaining('--force') as string,
    });
    await expect(relocateRun(run, place)).rejects.toThrow('its fingerprint is f2 and not f1');
    expect(await run.readRecord()).toEqual(before);
    // By force it is taken, and the record still says what was trained on.
    expect((await relocateRun(run, place, true)).dataset).toEqual({ ...dataset, root: PLACE.root });
  }),
);

it('takes the marks along, and leaves those that are there', () =>
  withTemporaryFolder(async (runs) => {
    const mark: Mark = {
      markId: 'm1',
      kind: 'hard-negative',
      imageId: 'a.png',
      box: { x1: 1, y1: 1, x2: 9, y2: 9 },
      className: 'red',
      createdAt: '2026-01-05T09:30:00.000Z',
    };
    const run = await createRun(runs, exampleRun);
    const { name, root, fingerprint } = dataset;
    const old = new MarkJournal(marksOfRun(run.directory, root));
    await old.append({ op: 'add', marks: [mark] }, { name, root, fingerprint });
    await relocateRun(run, PLACE);
    const moved = new MarkJournal(marksOfRun(run.directory, PLACE.root));
    const owner = { name: PLACE.name, root: PLACE.root, fingerprint };
    expect(await moved.read()).toMatchObject({ owner, history: { marks: [mark] } });
    await moved.append({ op: 'undo' }, owner);
    await relocateRun(run, { ...PLACE, root });
    await relocateRun(run, PLACE);
    expect((await moved.read()).history.marks).toEqual([]);
  }));

it('finds all runs of a place', () =>
  withTemporaryFolder(async (runs) => {
    await mkdir(join(runs, 'other'));
    const [first, second] = [await createRun(runs, exampleRun), await createRun(runs, exampleRun)];
    await createRun(runs, { ...exampleRun, dataset: { ...dataset, root: '/data/other' } });
    const found = await runsOfDataset(runs, dataset.root);
    expect(found.map(({ directory }) => directory).sort()).toEqual(
      [first.directory, second.directory].sort(),
    );
  }));
