// Imported predictions and moved datasets over the server, with the built inspector process.
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImageRecord } from '../contract/dataset.ts';
import { openDataset } from '../storage/datasets/open-dataset.ts';
import { datasetIdOf } from '../storage/datasets/dataset-id.ts';
import { withServer, writeDataset, type TestServer } from './testing/test-server.ts';

const REAL = { entries: {} };

/** A dataset of four images and predictions of one object on its first test image. */
async function importInto(server: TestServer) {
  const client = await server.connect();
  const root = await writeDataset(server.folder);
  const { images, classes } = await openDataset(root);
  const image = images.find(({ split }) => split === 'test')!;
  const file = join(server.folder, 'theirs.json');
  const entry = { category_id: 0, category_name: classes[0], bbox: [1, 2, 20, 20], score: 0.9 };
  await writeFile(
    file,
    JSON.stringify([image.imageId, 'nowhere.jpg'].map((id) => ({ image_id: id, ...entry }))),
  );
  const { datasetId } = await client.dataset.open.mutate({ root });
  const imported = await client.runs.import.mutate({ datasetId, file, split: 'test' });
  return { client, root, image, imported, runId: imported.record.runId, datasetId };
}

test('predictions become a run that is recounted and looked at, and that has no network', () =>
  withServer(async (server) => {
    const { client, imported, image, runId, datasetId } = await importInto(server);
    expect(imported).toMatchObject({
      record: { name: 'theirs', source: { kind: 'imported' }, evaluations: ['test'] },
      way: 'paths',
      warnings: ['1 result left out: nowhere.jpg is no image of smears (looked for by paths).'],
    });
    expect(await client.runs.get.query({ runId })).toMatchObject({ recipe: null, recipeYaml: null });
    const { operatingPoint: settings } = await client.evaluation.summary.query({ runId, split: 'test' });
    const recount = await client.evaluation.recount.query({ runId, split: 'test', settings });
    expect(recount.operatingPoint).toEqual(settings);
    const { imageId } = image;
    expect(await client.evaluation.image.query({ runId, split: 'test', imageId })).toMatchObject({
      datasetId,
      picture: { state: 'ok', message: null },
      candidates: { length: 1 },
      branches: [],
      input: { width: image.width, height: image.height },
    });
    const calls = [
      () => client.evaluation.objectness.query({ runId, split: 'test', imageId }),
      () => client.evaluation.start.mutate({ runId, split: 'test' }),
      () => client.training.resume.mutate({ runId }),
    ];
    for (const call of calls)
      await expect(call()).rejects.toMatchObject({ data: { userError: { code: 'run-has-no-network' } } });
  }, REAL));

test('predictions that do not fit are refused', () =>
  withServer(async (server) => {
    const client = await server.connect();
    const { datasetId } = await client.dataset.open.mutate({ root: await writeDataset(server.folder) });
    await expect(
      client.runs.import.mutate({ datasetId, file: join(server.folder, 'none.json'), split: 'test' }),
    ).rejects.toMatchObject({ data: { userError: { code: 'file-unreadable' } } });
  }, REAL));

test('an image whose picture is gone, or whose dataset moved, is looked at all the same', () =>
  withServer(async (server) => {
    const { client, root, image, runId } = await importInto(server);
    const pictureOf = async ({ imageId }: ImageRecord) =>
      (await client.evaluation.image.query({ runId, split: 'test', imageId })).picture;
    await rm(join(root, image.file));
    expect(await pictureOf(image)).toMatchObject({ state: 'missing', path: join(root, image.file) });
    await rename(root, `${root}-moved`);
    expect(await pictureOf(image)).toMatchObject({ state: 'dataset-moved' });
  }, REAL));

test('a moved dataset is taken over by the run, and by the others of its place where that is asked for', () =>
  withServer(async (server) => {
    const { client, root, image, imported, runId, datasetId } = await importInto(server);
    const file = join(server.folder, 'theirs.json');
    const other = await client.runs.import.mutate({ datasetId, file, split: 'test', name: 'other' });
    const moved = `${root}-moved`;
    await rename(root, moved);
    const [first, second] = [runId, other.record.runId];
    const answer = { datasetId: datasetIdOf(moved), runIds: [first] };
    expect(await client.runs.relocate.mutate({ runId: first, root: moved })).toEqual(answer);
    const looked = await client.evaluation.image.query({
      runId,
      split: 'test',
      imageId: image.imageId,
    });
    expect(looked).toMatchObject({ datasetId: datasetIdOf(moved), picture: { state: 'ok' } });
    expect((await client.runs.get.query({ runId: second })).record.dataset.root).toBe(root);

    const again = `${root}-again`;
    await rename(moved, again);
    await client.runs.relocate.mutate({ runId: second, root: again });
    // The first is at another place by now.
    expect((await client.runs.get.query({ runId: first })).record.dataset.root).toBe(moved);
    expect((await client.runs.relocate.mutate({ runId: first, root: again })).runIds).toEqual([first]);
    // Now both are.
    await rename(again, root);
    expect((await client.runs.relocate.mutate({ runId: first, root, others: true })).runIds).toEqual([
      first,
      second,
    ]);
    const { record } = await client.runs.get.query({ runId: second });
    expect(record.dataset).toEqual(imported.record.dataset);
  }, REAL));

test('a folder with other data is refused in words, and taken by force', () =>
  withServer(async (server) => {
    const { client, root, runId } = await importInto(server);
    const elsewhere = await writeDataset(server.folder, 'elsewhere');
    const { images } = await openDataset(elsewhere);
    await rm(join(elsewhere, images[0]!.file));
    await rm(root, { recursive: true });
    await expect(client.runs.relocate.mutate({ runId, root: elsewhere })).rejects.toMatchObject({
      data: { userError: { code: 'dataset-differs' } },
    });
    expect((await client.runs.relocate.mutate({ runId, root: elsewhere, force: true })).runIds).toEqual([
      runId,
    ]);
  }, REAL));
