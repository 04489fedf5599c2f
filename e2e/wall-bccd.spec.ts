// The wall, on real pictures: one kind of error filtered out, in order and in groups, marked at once and taken back.
import { BCCD, copyRuns, expect, inspectScreen, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test.use({
  runsFolder: async ({ bccdRuns, scratch }, use) => use(await copyRuns(bccdRuns, scratch)),
  openFolders: [BCCD],
});

test('errors of one kind are filtered, sorted, grouped, and marked many at once', async ({
  page,
  server,
}) => {
  await page.goto(server.url);
  const { inspect, wall } = new Workbench(page);
  await page.keyboard.press('4');
  await expect(inspect.images.first()).toBeVisible();
  const [, tp, fp, missed] = /^TP (\d+).*FP (\d+).*missed (\d+)/
    .exec(await inspect.splitCounts())!
    .map(Number);

  await test.step('all that is wrong', async () => {
    await wall.open();
    await expect.poll(() => wall.count()).toBe(fp! + missed!);
    expect(await wall.countOf('outcome', /^false positives/)).toBe(fp);
    await inspectScreen(page, 'wall-bccd');
  });

  const background = await wall.countOf('kind of error', /^background/);
  await test.step('one kind of error: as many crops as its choice said', async () => {
    expect(background).toBeGreaterThan(8);
    await wall.choice('kind of error', /^background/).click();
    await expect.poll(() => wall.count()).toBe(background);
    await expect(wall.tiles().first()).toHaveAccessibleName(/, background, /);
    await expect(page).toHaveURL(/kbackground/);
  });

  await test.step('the surest first, then the least sure', async () => {
    const descending = await wall.scores();
    expect(descending.length).toBeGreaterThan(3);
    expect(descending).toEqual(descending.toSorted((a, b) => b - a));
    await page.getByRole('button', { name: 'from the greatest to the least' }).click();
    await expect.poll(async () => (await wall.scores())[0]).toBeLessThan(descending[0]!);
    const ascending = await wall.scores();
    expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
    await wall.sortBy('size');
    await expect(page).toHaveURL(/order=size/);
    await wall.sortBy('score');
  });

  await test.step('look-alikes together, and apart again', async () => {
    await wall.groupsButton.click();
    await expect(wall.groupHeadings.first()).toBeVisible({ timeout: 60_000 });
    await wall.groupsButton.click();
    await expect(wall.groupHeadings).toHaveCount(0);
  });

  await test.step('several are selected, marked as hard negatives, and that is undone', async () => {
    await wall.tiles().nth(0).click();
    await wall
      .tiles()
      .nth(2)
      .click({ modifiers: ['Shift'] });
    await wall
      .tiles()
      .nth(4)
      .click({ modifiers: ['Control'] });
    await expect(wall.selectionBar).toContainText('4 crops selected');
    await inspectScreen(page, 'wall-selected');
    await page.keyboard.press('h');
    await expect(page.getByText('4 boxes marked: hard negative.')).toBeVisible();
    await expect(wall.tiles(/marked: hard negative$/)).toHaveCount(4);
    await expect(wall.selectionBar).toBeHidden();
    await page.keyboard.press('Control+z');
    await expect(wall.tiles(/marked:/)).toHaveCount(0);
  });

  await test.step('true positives, where they are asked for', async () => {
    await page.getByRole('button', { name: 'clear', exact: true }).click();
    await wall.choice('outcome', /^true positives/).click();
    await expect.poll(() => wall.count()).toBe(tp);
    await wall.choice('outcome', /^missed objects/).click();
    await expect.poll(() => wall.count()).toBe(tp! + missed!);
  });
});
