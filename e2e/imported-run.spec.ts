// Predictions of another detector in the workbench; and their dataset, which moves.
import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { expect, inspectScreen, test } from './fixtures.ts';
import { MovedDataset } from './pages/moved-dataset.ts';
import { Workbench } from './pages/workbench.ts';

const IMAGE = { width: 320, height: 240 };
const SPLIT = 'test';

/** The labels of the test split as a detector's results, all of one class; and how many there are. */
async function writePredictions(dataset: string, file: string): Promise<number> {
  const folder = join(dataset, 'labels', SPLIT);
  const results = [];
  for (const name of await readdir(folder)) {
    const rows = (await readFile(join(folder, name), 'utf8')).trim().split('\n').filter(Boolean);
    for (const row of rows) {
      const [classIndex, x, y, width, height] = row.split(' ').map(Number) as [number, ...number[]];
      const [w, h] = [width! * IMAGE.width, height! * IMAGE.height];
      results.push({
        image_id: parse(name).name,
        category_id: classIndex,
        bbox: [x! * IMAGE.width - w / 2, y! * IMAGE.height - h / 2, w, h],
        score: 0.9,
      });
    }
  }
  await writeFile(file, JSON.stringify(results));
  return results.length;
}

test('predictions of another detector are imported and inspected; their dataset moves and is found again', async ({
  page,
  server,
  scratch,
  sampleFolder,
  runsFolder,
}) => {
  const root = join(runsFolder, '..', 'their cells');
  await cp(sampleFolder, root, { recursive: true });
  const file = join(scratch, 'theirs.json');
  const objects = await writePredictions(root, file);
  const annotations = join(scratch, 'names.json');
  // The classes of the sample, in the order of its labels.
  const names = ['RBC', 'WBC', 'Platelets'];
  const categories = names.map((name, id) => ({ id, name }));
  await writeFile(annotations, JSON.stringify({ images: [], categories, annotations: [] }));

  const workbench = new Workbench(page);
  const { dataset, inspect } = workbench;
  await test.step('open the dataset', async () => {
    await workbench.open(server.url);
    await dataset.openFolder(root);
    await expect(workbench.datasetPill).toContainText('24 images');
    await workbench.goTo('Runs');
  });

  await test.step('import, and be told what is wrong with the file', async () => {
    await page.keyboard.press('p');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('results').fill(file);
    await dialog.getByRole('button', { name: 'import', exact: true }).click();
    await expect(dialog.getByRole('alert')).toContainText('no numbers for its classes');
    await dialog.getByLabel('annotations').fill(annotations);
    await dialog.getByRole('button', { name: 'import', exact: true }).click();
    await expect(dialog.getByText('names without extension')).toBeVisible();
    await inspectScreen(page, 'import');
    await dialog.getByRole('button', { name: 'inspect' }).click();
  });

  await test.step('its boxes are inspected like those of every run', async () => {
    await expect(inspect.picture).toBeVisible();
    expect(await inspect.splitCounts()).toContain(`TP ${objects} · FP 0`);
    await inspect.setSlider(/^score/, 0.95);
    await expect.poll(() => inspect.splitCounts()).toMatch(/^TP 0\b/);
    await inspect.setSlider(/^score/, 0.4);
  });

  const moved = `${root} moved`;
  await test.step('a moved dataset is told, and found again', async () => {
    await page.goto('about:blank');
    await rename(root, moved);
    await page.goBack();
    const note = new MovedDataset(page);
    await expect(note.note).toContainText(root);
    await expect(page.getByText(/^Image missing: /)).toBeVisible();
    expect(await inspect.splitCounts()).toContain(`TP ${objects} · FP 0`);
    await inspectScreen(page, 'moved-dataset');
    await note.relocate(moved);
    await expect(note.note).toBeHidden();
    await expect(page.getByText(/^Image missing: /)).toBeHidden();
    await expect(workbench.datasetPill).toContainText('moved');
  });
});
