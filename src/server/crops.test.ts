// Crops over HTTP: of real files, turned ones too, and what a request can get wrong. What they look like, batch by batch.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cropUrl } from '../contract/api.ts';
import { contentHash } from '../storage/images/content-hash.ts';
import { sharp } from '../storage/images/sharp-setup.ts';
import { createRun } from '../storage/runs/create-run.ts';
import { exampleEvaluation, exampleRun } from '../storage/runs/testing/example-run.ts';
import { jpeg } from '../storage/images/testing/pictures.ts';
import type { CropBatch } from '../contract/evaluation-calls.ts';
import { firstValue } from './testing/collect.ts';
import { withServer, writeDataset, type TestServer } from './testing/test-server.ts';

const box = { x1: 10, y1: 12, x2: 30, y2: 28 };

async function openFirst(server: TestServer) {
  const client = await server.connect();
  const cookie = await server.cookie();
  const root = await writeDataset(server.folder);
  const { datasetId } = await client.dataset.open.mutate({ root });
  const { items } = await client.dataset.images.query({ datasetId, offset: 0, limit: 1 });
  const { imageId } = items[0]!;
  const { record } = await client.dataset.image.query({ datasetId, imageId });
  const get = (path: string) => server.get(path, { cookie });
  return { cookie, datasetId, imageId, file: join(root, record.file), get };
}

test('a crop is a JPEG of the window around the box, with a tag that is answered', () =>
  withServer(async (server) => {
    const { cookie, datasetId, imageId, get } = await openFirst(server);
    const url = cropUrl(datasetId, { imageId }, box, 128);
    const { status, headers, body } = await get(url);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('image/jpeg');
    expect(headers['cache-control']).toContain('private');
    expect(await sharp(body).metadata()).toMatchObject({ width: 40, height: 40 });
    const small = await get(cropUrl(datasetId, { imageId }, box, 16));
    expect(await sharp(small.body).metadata()).toMatchObject({ width: 16, height: 16 });
    expect(small.headers.etag).not.toBe(headers.etag);
    const again = await server.get(url, { cookie, 'if-none-match': headers.etag ?? '' });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect((await server.get(url)).status).toBe(401);
  }));

test('of another picture than the one that was evaluated there is none', () =>
  withServer(async (server) => {
    const { datasetId, imageId, file, get } = await openFirst(server);
    const url = cropUrl(datasetId, { imageId, contentHash: await contentHash(file) }, box, 64);
    expect((await get(url)).status).toBe(200);
    await writeFile(file, await jpeg(200, 60, 1));
    const { status, body } = await get(url);
    expect([status, body.toString()]).toEqual([409, expect.stringContaining('changed since the evaluation')]);
    expect((await get(cropUrl(datasetId, { imageId }, box, 64))).status).toBe(200);
  }));

test('a picture with an EXIF orientation is cut upright', () =>
  withServer(async (server) => {
    const { datasetId, imageId, file, get } = await openFirst(server);
    await writeFile(file, await jpeg(200, 60, 6)); // Upright 60 x 200.
    const { status, body } = await get(
      cropUrl(datasetId, { imageId }, { x1: 0, y1: 150, x2: 60, y2: 190 }, 512),
    );
    expect(status).toBe(200);
    expect(await sharp(body).metadata()).toMatchObject({ width: 60, height: 60 });
    const lying = await get(cropUrl(datasetId, { imageId }, { x1: 100, y1: 0, x2: 150, y2: 50 }, 512));
    expect([lying.status, lying.body.toString()]).toEqual([
      400,
      expect.stringContaining('outside of its image of 60 x 200 px'),
    ]);
  }));

test.each([
  ['10,12,30', 'Expected x1,y1,x2,y2 in image px'],
  ['10,12,30,28,5', 'found "10,12,30,28,5"'],
  ['30,12,10,28', 'x1 < x2'],
  ['10,12,30,12', 'y1 < y2'],
  ['10,12,1e9,28', 'found "10,12,1e9,28"'],
  ['a,b,c,d', 'found "a,b,c,d"'],
  ['', 'found ""'],
])('the box "%s" is refused in words', (text, words) =>
  withServer(async (server) => {
    const { datasetId, imageId, get } = await openFirst(server);
    const id = encodeURIComponent(imageId);
    const { status, headers, body } = await get(
      `/crop/${datasetId}?id=${id}&box=${encodeURIComponent(text)}&size=64`,
    );
    expect(status).toBe(400);
    expect(headers['cache-control']).toBe('no-store');
    expect((JSON.parse(body.toString()) as { message: string }).message).toContain(words);
  }),
);

test('sizes beyond reason, unknown images, other files and broken files are refused', () =>
  withServer(async (server) => {
    const { datasetId, imageId, file, get } = await openFirst(server);
    await writeFile(join(server.folder, 'secret.png'), 'secret');
    const statusOf = async (path: string): Promise<number> => (await get(path)).status;
    expect(await statusOf(cropUrl(datasetId, { imageId }, box, 8))).toBe(400);
    expect(await statusOf(cropUrl(datasetId, { imageId }, box, 4096))).toBe(400);
    expect(await statusOf(cropUrl('unknown', { imageId }, box, 64))).toBe(404);
    for (const id of ['none.jpg', '../secret.png', '/etc/passwd', 'data.yaml'])
      expect(await statusOf(cropUrl(datasetId, { imageId: id }, box, 64)), id).toBe(404);
    await writeFile(file, 'no picture');
    const broken = await get(cropUrl(datasetId, { imageId }, box, 64));
    expect([broken.status, broken.body.toString()]).toEqual([
      404,
      expect.stringContaining('image-unreadable'),
    ]);
    await rm(file);
    expect(await statusOf(cropUrl(datasetId, { imageId }, box, 64))).toBe(404);
  }));

test('what crops look like comes in batches, each asked for when the one before was sent', () =>
  withServer(async (server) => {
    const client = await server.connect();
    const run = await createRun(server.runsDirectory, exampleRun);
    await run.writeEvaluation('val', exampleEvaluation());
    const { runId } = await run.readRecord();
    const { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections } =
      exampleEvaluation().summary.operatingPoint;
    const settings = { scoreThreshold, nmsIouThreshold, matchIouThreshold, maxDetections };
    const batches: CropBatch[] = [];
    await firstValue<CropBatch>(
      (observer) => client.evaluation.crops.subscribe({ runId, split: 'val', settings }, observer),
      (batch) => {
        batches.push(batch);
        return batch.done === batch.total && batch;
      },
    );
    expect(batches).toMatchObject([
      { done: 1, input: { runDirectory: run.directory, split: 'val', settings, fromRow: 0 } },
      { done: 2, input: { fromRow: 1 } },
      { done: 3, input: { fromRow: 2 } },
    ]);
  }));
