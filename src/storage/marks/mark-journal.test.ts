// The journal of marks: torn lines, damaged lines, several writers, and datasets of one name.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MarkOperation } from '../../core/marks/mark-history.ts';
import { createRun } from '../runs/create-run.ts';
import { datasetFolder } from '../runs/dataset-folder.ts';
import { listRuns } from '../runs/find-runs.ts';
import { exampleRun, withTemporaryFolder } from '../runs/testing/example-run.ts';
import { MarkJournal, marksFolder } from './mark-journal.ts';
import { mark } from './testing/marked-datasets.ts';

const OWNER = { name: 'cells', root: '/data/cells', fingerprint: 'f1' };
const add = (className = 'cell'): MarkOperation => ({
  op: 'add',
  marks: [mark('missing-label', 'a.jpg', [1, 1, 9, 9], className)],
});
const idsOf = async (journal: MarkJournal) =>
  (await journal.read()).history.marks.map(({ markId }) => markId);

describe('a journal of marks', () => {
  it('is read as it was written, with whose marks they are', () =>
    withTemporaryFolder(async (folder) => {
      const journal = new MarkJournal(join(folder, 'new', 'marks'));
      expect(await journal.read()).toMatchObject({ owner: null, bytes: 0, history: { marks: [] } });
      const operation = add('\u00e4 "\n"');
      const stored = await journal.append(operation, OWNER);
      await journal.append(add(), { ...OWNER, fingerprint: 'f2' });
      await journal.append({ op: 'undo' }, OWNER);
      const read = await new MarkJournal(dirname(journal.file)).read();
      expect(read.owner).toEqual(OWNER);
      expect(read.history.marks).toEqual(stored.history.marks);
      expect(read.history.undone).toHaveLength(1);
      expect(read.bytes).toBe((await readFile(journal.file)).length);
    }));

  it('that is cut off at any byte is read up to there, and goes on from there', () =>
    withTemporaryFolder(async (folder) => {
      const file = join(folder, 'marks.jsonl');
      const journal = new MarkJournal(folder);
      for (const operation of [add(), add('\u00e4\u7d30'), { op: 'undo' } as const, add()])
        await journal.append(operation, OWNER);
      const whole = await readFile(file);
      const counts = [0, 0, 1, 2, 1, 2]; // Marks after so many whole lines, the owner's first.
      for (let cut = 0; cut <= whole.length; cut += 3) {
        const bytes = whole.subarray(0, cut);
        await writeFile(file, bytes);
        const lines = bytes.filter((byte) => byte === 0x0a).length;
        expect(await idsOf(new MarkJournal(folder))).toHaveLength(counts[lines]!);
        await new MarkJournal(folder).append(add(), OWNER);
        const after = await new MarkJournal(folder).read();
        expect(after.history.marks).toHaveLength(counts[lines]! + 1);
        expect(after.owner).toEqual(OWNER);
      }
    }));

  it('is written by two at once without losing anything', () =>
    withTemporaryFolder(async (folder) => {
      const [one, other] = [new MarkJournal(folder), new MarkJournal(folder)];
      await one.append(add(), OWNER);
      expect(await idsOf(other)).toHaveLength(1);
      await other.append(add('dot'), OWNER);
      await one.append(add('blob'), OWNER);
      expect(await idsOf(one)).toEqual(await idsOf(other));
      expect(await idsOf(one)).toHaveLength(3);
      await Promise.all([1, 2, 3].map(() => one.append({ op: 'undo' }, OWNER)));
      expect(await idsOf(other)).toEqual([]);
    }));

  it('names the line that is damaged', () =>
    withTemporaryFolder(async (folder) => {
      const journal = new MarkJournal(folder);
      await journal.append(add(), OWNER);
      await writeFile(journal.file, `${await readFile(journal.file, 'utf8')}nonsense\n`);
      await expect(journal.read()).rejects.toMatchObject({
        code: 'marks-damaged',
        message: expect.stringContaining('marks.jsonl, line 3: ') as string,
      });
      await expect(journal.append(add(), OWNER)).rejects.toMatchObject({ code: 'marks-damaged' });
    }));
});

describe('the folder of marks', () => {
  it('is another one for a dataset of the same name elsewhere', () =>
    withTemporaryFolder(async (runs) => {
      const [one, other] = ['/data/cells', '/more/cells'].map((root) =>
        marksFolder(datasetFolder(runs, 'cells'), root),
      );
      expect(one).not.toBe(other);
      expect(dirname(one!)).toBe(join(runs, 'cells', 'marks'));
      await new MarkJournal(one!).append(add(), OWNER);
      expect(await idsOf(new MarkJournal(other!))).toEqual([]);
    }));

  it('is no run', () =>
    withTemporaryFolder(async (runs) => {
      const run = await createRun(runs, exampleRun);
      const folder = marksFolder(dirname(run.directory), exampleRun.dataset.root);
      await new MarkJournal(folder).append(add(), OWNER);
      await mkdir(join(folder, 'overlay'));
      expect((await listRuns(runs)).map(({ directory }) => directory)).toEqual([run.directory]);
    }));
});
