// Datasets over the server: opening, the shared list, restarts, pictures, folders.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TRPCClient } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import { imageUrl, thumbnailUrl, type OpenedDataset } from '../contract/api.ts';
import { withTemporaryFolder } from '../storage/runs/testing/example-run.ts';
import type { AppRouter } from './router.ts';
import { firstValue } from './testing/collect.ts';
import { startTestServer, withServer, writeDataset } from './testing/test-server.ts';

const waitForList = (client: TRPCClient<AppRouter>, accept: (list: readonly OpenedDataset[]) => boolean) =>
  firstValue<readonly OpenedDataset[]>(
    (observer) => client.dataset.opened.subscribe(undefined, observer),
    (list) => accept(list) && list,
  );
const isReady = ([first]: readonly OpenedDataset[]) => first?.state === 'ready';

describe('datasets', () => {
  test('two pages see the same list', () =>
    withServer(async (server) => {
      const root = await writeDataset(server.folder);
      const [one, other] = [await server.connect(), await server.connect()];
      expect(await waitForList(other, () => true)).toEqual([]);
      const seen = waitForList(other, isReady);
      const opened = await one.dataset.open.mutate({ root });
      expect(opened).toMatchObject({ root, name: 'smears' });
      expect(await seen).toMatchObject([{ datasetId: opened.datasetId, state: 'ready', images: 4 }]);
      expect(await waitForList(one, isReady)).toEqual(await waitForList(other, isReady));
      await other.dataset.close.mutate({ datasetId: opened.datasetId });
      expect(await waitForList(one, (list) => list.length === 0)).toEqual([]);
    }));

  test('are open again after a restart', () =>
    withTemporaryFolder(async (folder) => {
      const root = await writeDataset(folder);
      const first = await startTestServer(folder);
      const { datasetId } = await (await first.connect()).dataset.open.mutate({ root });
      await first.close();
      const second = await startTestServer(folder);
      try {
        const [restored] = await waitForList(await second.connect(), isReady);
        expect(restored).toMatchObject({ datasetId, root, images: 4 });
      } finally {
        await second.close();
      }
    }));

  test('answer with summary, images and one image', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const { datasetId } = await client.dataset.open.mutate({ root: await writeDataset(server.folder) });
      const summary = await client.dataset.summary.query({ datasetId });
      expect(summary).toMatchObject({ images: 4, format: 'yolo' });
      const all = await client.dataset.images.query({ datasetId, offset: 1, limit: 2 });
      expect(all).toMatchObject({ total: 4, items: [{ width: 64 }, { width: 64 }] });
      const found = await client.dataset.images.query({
        datasetId,
        offset: 0,
        limit: 9,
        search: 'SMEAR-0002',
      });
      expect(found.items.map(({ imageId }) => imageId)).toEqual([expect.stringContaining('smear-0002')]);
      const { imageId } = found.items[0]!;
      expect(await client.dataset.image.query({ datasetId, imageId })).toMatchObject({ record: { imageId } });
    }));

  test('tell a mistake with what to do', () =>
    withServer(async (server) => {
      const client = await server.connect();
      await expect(client.dataset.open.mutate({ root: '/no/such/folder' })).rejects.toMatchObject({
        message: expect.stringContaining('/no/such/folder') as string,
        data: { userError: { code: 'dataset-not-found', hint: expect.any(String) as string } },
      });
      await expect(client.dataset.summary.query({ datasetId: 'unknown' })).rejects.toMatchObject({
        data: { userError: { code: 'dataset-not-open' } },
      });
      await expect(client.dataset.open.mutate({ root: 7 as never })).rejects.toMatchObject({
        data: { userError: { code: 'input-invalid' } },
      });
    }));

  test('that cannot be read stay in the list as failed', () =>
    withServer(async (server) => {
      const root = join(server.folder, 'empty');
      await mkdir(root);
      const client = await server.connect();
      await client.dataset.open.mutate({ root });
      const [failed] = await waitForList(client, ([first]) => first?.state === 'failed');
      expect(failed?.error).toMatchObject({ code: 'dataset-empty', hint: expect.any(String) as string });
    }));
});

describe('pictures', () => {
  test('are served by image id, with a tag that is answered', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const cookie = await server.cookie();
      const { datasetId } = await client.dataset.open.mutate({ root: await writeDataset(server.folder) });
      const { items } = await client.dataset.images.query({ datasetId, offset: 0, limit: 1 });
      const { imageId } = items[0]!;
      for (const url of [imageUrl(datasetId, imageId), thumbnailUrl(datasetId, imageId, 32)]) {
        const { status, headers, body } = await server.get(url, { cookie });
        expect(status).toBe(200);
        expect(headers['content-type']).toBe('image/jpeg');
        expect(headers['cache-control']).toContain('private');
        expect(body.subarray(0, 2)).toEqual(Buffer.of(0xff, 0xd8));
        const again = await server.get(url, { cookie, 'if-none-match': headers.etag ?? '' });
        expect([again.status, again.body.length]).toEqual([304, 0]);
      }
      expect((await server.get(imageUrl(datasetId, imageId))).status).toBe(401);
    }));

  test('of other files and datasets do not exist', () =>
    withServer(async (server) => {
      const client = await server.connect();
      const cookie = await server.cookie();
      const { datasetId } = await client.dataset.open.mutate({ root: await writeDataset(server.folder) });
      await client.dataset.summary.query({ datasetId });
      await writeFile(join(server.folder, 'secret.png'), 'secret');
      for (const id of ['../secret.png', 'images/../../secret.png', '/etc/passwd', 'data.yaml', '']) {
        const { status, body } = await server.get(imageUrl(datasetId, id), { cookie });
        expect(status, id).toBe(404);
        expect(body.toString()).not.toContain('secret\n');
      }
      expect((await server.get(imageUrl('unknown', 'a.jpg'), { cookie })).status).toBe(404);
      expect((await server.get(`/image/${datasetId}`, { cookie })).status).toBe(400);
      expect((await server.get(thumbnailUrl(datasetId, 'a', 1e6), { cookie })).status).toBe(400);
      expect((await server.get('/..%2f..%2fpackage.json', { cookie })).status).toBeGreaterThanOrEqual(400);
    }));
});

describe('folders', () => {
  test('are listed without files, and datasets are marked', () =>
    withServer(async (server) => {
      await writeDataset(server.folder);
      await mkdir(join(server.folder, 'plain'));
      await mkdir(join(server.folder, '.hidden'));
      await writeFile(join(server.folder, 'file.txt'), '');
      const client = await server.connect();
      const listing = await client.system.folders.query({ path: server.folder });
      expect(listing.folders.map(({ name, looksLikeDataset }) => [name, looksLikeDataset])).toEqual([
        ['plain', false],
        ['smears', true],
      ]);
      expect((await client.system.folders.query({ path: '/' })).parent).toBeNull();
      const { home } = await client.system.info.query();
      expect((await client.system.folders.query({ path: null })).path).toBe(home);
      await expect(
        client.system.folders.query({ path: join(server.folder, 'file.txt') }),
      ).rejects.toMatchObject({ data: { userError: { code: 'folder-unreadable' } } });
    }));
});
