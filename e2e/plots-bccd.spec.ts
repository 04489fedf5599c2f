// The plots, on a real dataset: the leading curve, every cell of the confusion matrix opened, figures taken along.
import { BCCD, copyRuns, expect, inspectScreen, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test.use({
  runsFolder: async ({ bccdRuns, scratch }, use) => use(await copyRuns(bccdRuns, scratch)),
  openFolders: [BCCD],
  permissions: ['clipboard-read', 'clipboard-write'],
});

test('plots open the boxes that they count, and are saved and copied', async ({ page, server }) => {
  await page.goto(server.url);
  const { inspect, plots, wall } = new Workbench(page);
  await page.keyboard.press('4');
  await expect(inspect.images.first()).toBeVisible();
  const copied = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');

  await test.step('the leading curve is there, and its point moves the threshold', async () => {
    await plots.open();
    await expect(plots.thresholdHandle).toBeVisible();
    await expect(
      page
        .getByRole('region')
        .filter({ has: page.getByRole('heading') })
        .first(),
    ).toHaveAccessibleName('False positives per image and recall');
    const opened = await inspect.splitCounts();
    await plots.thresholdHandle.press('ArrowLeft');
    await expect.poll(() => inspect.splitCounts()).not.toBe(opened);
    await page.keyboard.press('r');
    await expect.poll(() => inspect.splitCounts()).toBe(opened);
    await expect(plots.targets('Confusion matrix').first()).toBeVisible();
    await inspectScreen(page, 'plots-bccd');
  });

  await test.step('every cell of the confusion matrix opens as many boxes as it counts', async () => {
    const cells = await plots.cells();
    expect(cells.length).toBeGreaterThan(6);
    for (const { name, count } of cells) {
      await plots
        .targets('Confusion matrix')
        .and(page.getByRole('button', { name, exact: true }))
        .click();
      await expect.poll(() => wall.count(), name).toBe(count);
      await page.goBack();
    }
  });

  await test.step('saved as SVG, copied as CSV', async () => {
    const { name, text } = await plots.save('Confusion matrix', 'save as SVG');
    expect(name).toMatch(/-test-confusion-matrix\.svg$/);
    expect(text).toMatch(/^<svg[\s\S]*Platelets[\s\S]*<\/svg>\s*$/);
    await plots.choose('Confusion matrix', 'copy as CSV');
    await expect(page.getByText('Copied as CSV: confusion matrix.')).toBeVisible();
    const [head, ...rows] = (await copied()).trim().split(/\r?\n/);
    expect(head).toMatch(/^ground_truth,.*Platelets.*,background$/);
    expect(rows).toHaveLength(4);
  });

  await test.step('by the brightness of the image: the bands come to the whole, and open their boxes', async () => {
    await plots.breakDownBy('brightness');
    const rows = [/^dark, below/, /^medium, /, /^bright, from/];
    const counts: number[] = [];
    for (const row of rows) counts.push(Number(await plots.breakdownCount(row, 'FP').innerText()));
    const [, fp] = /FP (\d+)/.exec(await inspect.splitCounts())!;
    expect(counts.reduce((a, b) => a + b)).toBe(Number(fp));
    await plots.breakdownCount(rows[0]!, 'FP').click();
    await expect.poll(() => wall.count()).toBe(counts[0]);
    await expect(wall.choice('brightness of the image', /^dark/)).toHaveAttribute('aria-pressed', 'true');
  });
});
