// Marks over the server: two tabs, undo, what is refused, the overlay, the export, and marks made by another program.
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TRPCClient } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import type { MarkList } from '../contract/marks.ts';
import type { NewMark } from '../core/marks/mark.ts';
import { openDataset } from '../storage/datasets/open-dataset.ts';
import { hashOfTree } from '../storage/datasets/testing/fixture.ts';
import { MarkJournal, marksFolder } from '../storage/marks/mark-journal.ts';
import { datasetFolder } from '../storage/runs/dataset-folder.ts';
import { withTemporaryFolder } from '../storage/runs/testing/example-run.ts';
import type { AppRouter } from './router.ts';
import { firstValue } from './testing/collect.ts';
import { startTestServer, withServer, writeDataset, type TestServer } from './testing/test-server.ts';

type Client = TRPCClient<AppRouter>;

const waitForMarks = (client: Client, datasetId: string, accept: (list: MarkList) => boolean) =>
  firstValue<MarkList>(
    (observer) => client.marks.list.subscribe({ datasetId }, observer),
    (list) => accept(list) && list,
  );
const hasMarks = (count: number) => (list: MarkList) => list.marks.length === count;
const isWritten = (count: number) => (list: MarkList) =>
  list.marks.length === count && list.overlay.state === 'current';

/** Opens a sample dataset of 4 images of 64 x 64 px and names one of them and a class. */
async function openSample(server: TestServer, client: Client) {
  const root = await writeDataset(server.folder);
  const { datasetId } = await client.dataset.open.mutate({ root });
  const { items } = await client.dataset.images.query({ datasetId, offset: 0, limit: 4 });
  const { classes } = await client.dataset.summary.query({ datasetId });
  return { root, datasetId, imageId: items[0]!.imageId, className: classes[0]!.name };
}

const markOf = (imageId: string, className: string, at = 2): NewMark => ({
  kind: 'missing-label',
  imageId,
  className,
  box: { x1: at, y1: at, x2: at + 9, y2: at + 9 },
});

describe('marks', () => {
  test('are one list for two tabs, and both can undo', () =>
    withServer(async (server) => {
      const [one, other] = [await server.connect(), await server.connect()];
      const { datasetId, imageId, className } = await openSample(server, one);
      const lists: MarkList[] = [];
      const subscription = other.marks.list.subscribe({ datasetId }, { onData: (list) => lists.push(list) });
      const added = await one.marks.add.mutate({
        datasetId,
        marks: [
          markOf(imageId, className),
          {
            ...markOf(imageId, className),
            kind: 'hard-negative',
            source: { runId: 'r', split: 'val', score: 0.5 },
          },
        ],
      });
      const seen = await waitForMarks(other, datasetId, hasMarks(2));
      expect(seen).toMatchObject({ datasetId, undo: '1 missing label and 1 hard negative', redo: null });
      expect(seen.marks).toEqual(added);
      await other.marks.undo.mutate({ datasetId });
      expect(await waitForMarks(one, datasetId, hasMarks(0))).toMatchObject({
        undo: null,
        redo: '1 missing label and 1 hard negative',
      });
      await one.marks.undo.mutate({ datasetId }); // Nothing is left: no error, for the other tab was quicker.
      await one.marks.redo.mutate({ datasetId });
      await one.marks.remove.mutate({ datasetId, markIds: [added[0]!.markId] });
      const rest = await waitForMarks(other, datasetId, hasMarks(1));
      expect(rest).toMatchObject({ marks: [{ kind: 'hard-negative' }], undo: 'removal of 1 mark' });
      await expect.poll(() => lists.at(-1)?.marks).toEqual(rest.marks);
      subscription.unsubscribe();
    }));

  test('are clipped to the image, and made once', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { datasetId, imageId, className } = await openSample(server, client);
      const overhanging = { ...markOf(imageId, className), box: { x1: -5, y1: 60, x2: 20, y2: 99 } };
      const marks = [overhanging, overhanging];
      const [added, ...more] = await client.marks.add.mutate({ datasetId, marks });
      expect(added).toMatchObject({
        box: { x1: 0, y1: 60, x2: 20, y2: 64 },
        markId: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
        createdAt: expect.stringMatching(/^20.*Z$/) as string,
      });
      expect(more).toEqual([]);
      expect(await client.marks.add.mutate({ datasetId, marks })).toEqual([]);
      expect(await waitForMarks(client, datasetId, () => true)).toMatchObject({
        marks: [added],
        undo: '1 missing label',
      });
    }));

  test('that cannot be are refused as a whole, in words', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { datasetId, imageId, className } = await openSample(server, client);
      const good = markOf(imageId, className);
      for (const [bad, code] of [
        [{ ...good, imageId: 'no/such.jpg' }, 'image-unknown'],
        [{ ...good, className: 'blob' }, 'class-unknown'],
        [{ ...good, box: { x1: 70, y1: 2, x2: 90, y2: 20 } }, 'box-outside'],
        [{ ...good, box: { x1: 20, y1: 2, x2: 10, y2: 20 } }, 'box-outside'],
        [{ ...good, kind: 'nonsense' as 'missing-label' }, 'input-invalid'],
        [{ ...good, box: { x1: NaN, y1: 2, x2: 10, y2: 20 } }, 'input-invalid'],
      ] as const)
        await expect(client.marks.add.mutate({ datasetId, marks: [good, bad] }), code).rejects.toMatchObject({
          data: { userError: { code } },
        });
      await expect(client.marks.remove.mutate({ datasetId, markIds: ['x'] })).rejects.toMatchObject({
        data: { userError: { code: 'mark-unknown' } },
      });
      await expect(client.marks.export.query({ datasetId })).rejects.toMatchObject({
        data: { userError: { code: 'nothing-to-export' } },
      });
      await expect(client.marks.undo.mutate({ datasetId: 'unknown' })).rejects.toMatchObject({
        data: { userError: { code: 'dataset-not-open' } },
      });
      expect(await waitForMarks(client, datasetId, () => true)).toMatchObject({ marks: [], undo: null });
      await expect(readdir(server.runsDirectory)).resolves.not.toContain('smears');
    }));

  test('lead to an overlay and an export, and leave the dataset as it was', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { root, datasetId, imageId, className } = await openSample(server, client);
      const before = await hashOfTree(root);
      const objects = (await client.dataset.image.query({ datasetId, imageId })).record.groundTruth.length;
      await client.marks.add.mutate({
        datasetId,
        marks: [markOf(imageId, className), { ...markOf(imageId, className, 20), kind: 'ignore-region' }],
      });
      const { overlay, marks } = await waitForMarks(client, datasetId, isWritten(2));
      expect(overlay).toMatchObject({
        message: null,
        leftOut: [{ markId: marks[1]!.markId, reason: 'no-ignore-regions' }],
      });
      const laidOver = join(server.folder, 'laid-over');
      await cp(root, laidOver, { recursive: true });
      await cp(overlay.directory, laidOver, { recursive: true });
      const corrected = (await openDataset(laidOver)).images.find((image) => image.imageId === imageId);
      expect(corrected!.groundTruth).toHaveLength(objects + 1);
      const exported = await client.marks.export.query({ datasetId });
      expect(exported).toMatchObject({ fileName: 'smears-marks.patch', files: 1, marks: 1 });
      expect(exported.text).toMatch(/^--- a\/labels\/.*\n\+\+\+ b\/labels\/.*\n@@ .* @@\n/m);
      await client.marks.undo.mutate({ datasetId });
      await waitForMarks(client, datasetId, isWritten(0));
      expect(
        (await readdir(overlay.directory, { recursive: true })).filter((name) => name.endsWith('.txt')),
      ).toEqual([]);
      expect(await hashOfTree(root)).toBe(before);
    }));

  test('made by another program appear', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { root, datasetId, imageId, className } = await openSample(server, client);
      const seen = waitForMarks(client, datasetId, hasMarks(1));
      const folder = marksFolder(datasetFolder(server.runsDirectory, 'smears'), root);
      const mark = { ...markOf(imageId, className), markId: 'm1', createdAt: '2026-01-05T09:30:00.000Z' };
      const owner = { name: 'smears', root, fingerprint: 'f' };
      await new MarkJournal(folder).append({ op: 'add', marks: [mark] }, owner);
      expect((await seen).marks).toEqual([mark]);
      await waitForMarks(client, datasetId, isWritten(1));
    }));

  test('are there after a restart, with an overlay that was lost', () =>
    withTemporaryFolder(async (folder) => {
      const first = await startTestServer(folder);
      const client = await first.connect();
      const { datasetId, imageId, className } = await openSample(first, client);
      await client.marks.add.mutate({ datasetId, marks: [markOf(imageId, className)] });
      const { overlay, marks } = await waitForMarks(client, datasetId, isWritten(1));
      await first.close();
      await writeFile(join(overlay.directory, '..', 'overlay.json'), 'torn');
      const second = await startTestServer(folder);
      try {
        const restored = await waitForMarks(await second.connect(), datasetId, isWritten(1));
        expect(restored.marks).toEqual(marks);
        const manifest = await readFile(join(overlay.directory, '..', 'overlay.json'), 'utf8');
        expect(JSON.parse(manifest)).toMatchObject({ files: [expect.stringMatching(/\.txt$/) as string] });
      } finally {
        await second.close();
      }
    }));
});
