// Anchors of a real dataset: one is made dead and brought back, changed as text and between branches, clustered, and compared.
import { BCCD, copyRuns, expect, inspectScreen, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test.use({
  runsFolder: async ({ bccdRuns, scratch }, use) => use(await copyRuns(bccdRuns, scratch)),
  openFolders: [BCCD],
});

test('a person kills an anchor, sees it, brings it back, and changes anchors in every way', async ({
  page,
  server,
}) => {
  await page.goto(server.url);
  const { anchors } = new Workbench(page);

  await test.step('the anchors of clustering', async () => {
    await page.keyboard.press('2');
    await expect(anchors.handles).toHaveCount(9);
    await expect(anchors.exact).toBeVisible();
    await inspectScreen(page, 'anchors-bccd');
  });

  const fit = await anchors.figure('mean IoU');
  await test.step('typed far off, an anchor is dead, and the tool says so', async () => {
    await anchors.width(9).fill('4');
    await anchors.height(9).fill('240');
    await expect(anchors.row(9)).toContainText('dead');
    await expect(anchors.opinions).toContainText('is dead: no object trains it');
    await expect.poll(() => anchors.figure('mean IoU')).toBeLessThan(fit);
    await expect(anchors.exact).toBeVisible();
    await inspectScreen(page, 'anchors-dead');
  });

  const dead = await anchors.figure('mean IoU');
  await test.step('dragged into the boxes it lives, and the fit rises', async () => {
    const [from, to] = [await anchors.handle(9).boundingBox(), await anchors.handle(8).boundingBox()];
    await anchors.drag(9, to!.x - from!.x + 40, to!.y - from!.y - 40);
    await expect(anchors.row(9)).not.toContainText('dead');
    await expect.poll(() => anchors.figure('mean IoU')).toBeGreaterThan(dead);
    await expect(anchors.exact).toBeVisible();
  });

  await test.step('one drag is one step of undo and redo', async () => {
    const dragged = await anchors.width(9).inputValue();
    await page.keyboard.press('Control+z');
    await expect(anchors.row(9)).toContainText('dead');
    await expect(anchors.width(9)).toHaveValue('4');
    await page.keyboard.press('Control+Shift+z');
    await expect(anchors.width(9)).toHaveValue(dragged);
  });

  await test.step('the arrow keys, another branch by key, choice and drag', async () => {
    const width = Number(await anchors.width(1).inputValue());
    await anchors.handle(1).press('ArrowRight');
    await expect(anchors.width(1)).toHaveValue(String(width + 1));
    await anchors.handle(3).press(']');
    await expect(anchors.rowsOf(16)).toHaveCount(4);
    await anchors.branchOf(6).selectOption('stride 8');
    await expect(anchors.rowsOf(16)).toHaveCount(3);
    await anchors.branch(32).getByTitle('drag to another branch').last().hover();
    await page.mouse.down();
    await anchors.branch(16).locator('p').hover();
    await page.mouse.up();
    await expect(anchors.rowsOf(16)).toHaveCount(4);
    await expect(anchors.rowsOf(32)).toHaveCount(2);
  });

  await test.step('what cannot be is said beside the field', async () => {
    await anchors.width(2).fill('0');
    await expect(anchors.branch(8).getByRole('alert')).toHaveText('The width must be a number above 0.');
    await anchors.width(2).fill('900');
    await expect(anchors.branch(8).getByRole('alert')).toContainText('Larger than the input, 320 x 256 px.');
    await page.keyboard.press('Control+z');
  });

  await test.step('Darknet text is copied and pasted on the plane, and mistakes are told in words', async () => {
    await page.keyboard.press('Escape');
    await anchors.button('text').click();
    await anchors.text.fill('anchors = 10,13, 16');
    await anchors.button('use these').click();
    await expect(page.getByRole('alert')).toContainText('Anchor 2 has a width, 16, but no height.');
    await anchors.text.fill('anchors = 20,20, 48,46, 60,60, 110,105');
    await anchors.button('use these').click();
    await expect(anchors.handles).toHaveCount(4);
    await anchors.plane.focus();
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+z');
    await expect(anchors.handles).toHaveCount(9);
    await anchors.plane.focus();
    await page.keyboard.press('Control+v');
    await expect(anchors.handles).toHaveCount(4);
    await expect(anchors.width(4)).toHaveValue('110');
  });

  await test.step('a locked anchor survives clustering, with the number that the curve suggests', async () => {
    await anchors.handle(4).focus();
    await page.keyboard.press('l');
    await page.keyboard.press('c');
    const menu = page.getByLabel('cluster anchors');
    await expect(menu).toContainText('1 locked anchor stay');
    await menu.getByLabel('k, anchors in all').fill('100');
    await expect(menu.getByRole('alert')).toContainText('from 1 to 64');
    await menu.getByRole('button', { name: /, the knee$/ }).click();
    await inspectScreen(page, 'anchors-cluster');
    await menu.getByRole('button', { name: 'cluster', exact: true }).click();
    await expect(anchors.handles).toHaveCount(5);
    await expect(anchors.width(5)).toHaveValue('110');
  });

  await test.step('against the anchors of a run, with the figures that differ; the URL holds it', async () => {
    await page.getByRole('button', { name: /against/ }).click();
    await page.getByRole('menuitem').filter({ hasText: 'slim' }).first().click();
    await expect(page).toHaveURL(/with=/);
    await expect(anchors.plane.locator('.hollow')).toHaveCount(9);
    await expect(anchors.panel).toContainText(/candidates per image\s*[\d,]+ →/);
    await page.keyboard.press('i');
    await expect(page).toHaveURL(/show=/);
    await inspectScreen(page, 'anchors-compare');
  });

  await test.step('Train trains these', async () => {
    await page.keyboard.press('3');
    await expect(page.getByRole('complementary', { name: 'what the recipe comes to' })).toContainText(
      '5 anchors',
    );
  });
});
