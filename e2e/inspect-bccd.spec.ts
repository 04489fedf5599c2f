// What the tool is for, on real pictures: find the worst image, pick a false positive, read where it comes from, mute its
// anchor and see the whole split change, mark a missing label, take it back.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BCCD, copyRuns, expect, inspectScreen, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test.use({
  runsFolder: async ({ bccdRuns, scratch }, use) => use(await copyRuns(bccdRuns, scratch)),
  openFolders: [BCCD],
});

/** One number for all that lies in a folder. */
async function hashFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)));
  return hash.digest('hex');
}

test('from the false positive to its cause in three clicks, and what changes when something is done about it', async ({
  page,
  server,
}) => {
  test.setTimeout(180_000);
  const before = await hashFolder(BCCD);
  await page.goto(server.url);
  const { inspect } = new Workbench(page);
  await page.keyboard.press('4');

  await test.step('first click: the worst image', async () => {
    await inspect.images.first().getByRole('button').click();
    await expect(inspect.outcome('FP')).toHaveText(/FP [1-9]/);
    const worst = await inspect.images.first().locator('b').innerText();
    await expect(inspect.outcome('FP')).toContainText(/\d+/.exec(worst)![0]);
  });

  await test.step('second click: a false positive, in the list beside the picture', async () => {
    await inspect.boxes.first().click();
    await expect(inspect.picked).toContainText('False positive');
  });

  await test.step('its cause: why, from where, and how sure', async () => {
    for (const fact of ['stride', 'row', 'anchor', 'sees', 'logits', 'sides', 'in training', 'score'])
      await expect(inspect.picked).toContainText(fact);
    await inspectScreen(page, 'inspect-picked-dark');
  });

  const opened = await inspect.splitCounts();
  await test.step('third click: its anchor muted, the whole split changes; and comes back', async () => {
    await inspect.picked.getByRole('button', { name: 'mute anchor' }).click();
    await expect.poll(() => inspect.splitCounts()).not.toBe(opened);
    await expect(inspect.picked).toContainText('Muted');
    await expect(page).toHaveURL(/mute=a/);
    await page.keyboard.press('r');
    await expect.poll(() => inspect.splitCounts()).toBe(opened);
    await expect(page).not.toHaveURL(/mute=/);
    await expect(inspect.picked).toContainText('False positive');
  });

  await test.step('a missing label: the false positive becomes a true one, everywhere; undone, it is one again', async () => {
    await page.keyboard.press('m');
    await expect(inspect.picked).toContainText('True positive');
    await expect.poll(() => inspect.splitCounts()).toMatch(/TP \d+ \(\+1\).*FP \d+ \(−1\)/);
    await page.reload();
    await expect.poll(() => inspect.splitCounts()).toMatch(/TP \d+ \(\+1\)/);
    await page.keyboard.press('Control+z');
    await expect.poll(() => inspect.splitCounts()).toBe(opened);
  });

  await test.step('another suppression: the counts follow, and the address says it', async () => {
    await page.getByRole('combobox', { name: 'NMS method' }).selectOption('soft-linear');
    await expect.poll(() => inspect.splitCounts()).not.toBe(opened);
    await expect(page).toHaveURL(/method=soft-linear/);
    await page.reload();
    await expect(page.getByRole('combobox', { name: 'NMS method' })).toHaveValue('soft-linear');
  });

  await test.step('objectness as the network says it', async () => {
    await page.keyboard.press('o');
    await expect(page.getByRole('combobox', { name: 'objectness of' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^objectness/ })).toHaveAttribute('aria-busy', 'false', {
      timeout: 60_000,
    });
  });

  expect(await hashFolder(BCCD), 'the dataset folder is never written to').toBe(before);
});

test('every false positive of the picture is reached in it: by its label, or within three clicks at its middle', async ({
  page,
  server,
}) => {
  await page.goto(server.url);
  const { inspect } = new Workbench(page);
  await page.keyboard.press('4');
  await inspect.images.first().getByRole('button').click();
  await expect(inspect.outcome('FP')).toHaveText(/FP [1-9]/);
  const count = Number(/\d+/.exec(await inspect.outcome('FP').innerText())![0]);
  const image = { width: 640, height: 480 };
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('j');
    await expect(inspect.picked).toContainText('False positive');
    const place = /\d+ x \d+ px at -?\d+, -?\d+/.exec(await inspect.picked.innerText())![0];
    const [width, height, x, y] = place.match(/-?\d+/g)!.map(Number) as [number, number, number, number];
    await page.keyboard.press('Escape');
    await expect(inspect.picked).toContainText('Click a box');
    for (let clicks = 0; clicks < 3; clicks++) {
      await inspect.clickPicture(x + width / 2, y + height / 2, image);
      await expect(inspect.picked).toContainText('False positive');
      if ((await inspect.picked.innerText()).includes(place)) break;
      await expect(page.getByText(/^\d of \d+ here/)).toBeVisible();
    }
    await expect(inspect.picked, 'by its middle').toContainText(place);
    if (i > 0 || y < 12) continue;
    // The surest is named first, above its upper left corner.
    await page.keyboard.press('Escape');
    await expect(inspect.picked).toContainText('Click a box');
    await inspect.clickPicture(x + 12, y - 6, image);
    await expect(inspect.picked, 'by its label').toContainText(place);
  }
});

test("settings become the run's operating point", async ({ page, server }) => {
  await page.goto(server.url);
  const { inspect } = new Workbench(page);
  await page.keyboard.press('4');
  await expect(inspect.images.first()).toBeVisible();
  const opened = await inspect.splitCounts();
  await inspect.setSlider('score at least', 0.5);
  await expect.poll(() => inspect.splitCounts()).not.toBe(opened);
  await page.getByRole('button', { name: 'save', exact: true }).click();
  await expect(page.getByText("Saved as the run's operating point")).toBeVisible();
  await expect(page.getByRole('button', { name: 'reset' })).toBeHidden();
  await page.goto(server.url);
  await page.keyboard.press('4');
  await expect(inspect.slider('score at least')).toHaveValue('0.5');
});
