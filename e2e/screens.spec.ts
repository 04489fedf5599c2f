// Every screen with something on it, dark and light: a picture, and no barrier that axe calls serious.
import { join } from 'node:path';
import { expect, inspectScreen, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test.use({
  runsFolder: async ({ trainedRuns }, use) => use(trainedRuns),
  openFolders: async ({ sampleFolder }, use) => use([sampleFolder]),
});

for (const colorScheme of ['dark', 'light'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the screens of a dataset with a run', async ({ page, server }) => {
      const workbench = new Workbench(page);
      await workbench.open(server.url);
      await expect(workbench.dataset.tiles.first().getByRole('button')).toBeVisible();
      await expect(workbench.dataset.health.getByText('boxes per image')).toBeVisible();
      await page.waitForLoadState('networkidle');
      await inspectScreen(page, `dataset-${colorScheme}`);

      await workbench.dataset.openFirstImage();
      await expect(workbench.dataset.imageDetail).toBeVisible();
      await inspectScreen(page, `image-${colorScheme}`);
      await page.keyboard.press('Escape');

      await workbench.goTo('Anchors');
      await expect(workbench.anchors.handle(1)).toBeVisible();
      await expect(workbench.anchors.exact).toBeVisible();
      await inspectScreen(page, `anchors-${colorScheme}`);

      await workbench.goTo('Train');
      await expect(
        workbench.train.figures.getByRole('button', { name: 'open the anchor lab' }),
      ).toBeVisible();
      await inspectScreen(page, `train-${colorScheme}`);

      await workbench.goTo('Inspect');
      await expect(workbench.inspect.picture).toBeVisible();
      await workbench.inspect.setSlider('score at least', 0.1);
      await page.keyboard.press('j');
      await expect.poll(() => workbench.inspect.splitCounts()).toMatch(/^TP/);
      await page.waitForLoadState('networkidle');
      await inspectScreen(page, `inspect-${colorScheme}`);

      await workbench.goTo('Runs');
      await expect(workbench.runs.details).toBeVisible();
      await inspectScreen(page, `runs-${colorScheme}`);
      await workbench.runs.details.getByRole('button', { name: 'curves' }).click();
      await expect(workbench.train.log).toContainText('succeeded');
      await inspectScreen(page, `training-${colorScheme}`);
    });
  });
}

test.describe('before there is anything', () => {
  test.use({
    runsFolder: async ({ scratch }, use) => use(join(scratch, 'nothing')),
    openFolders: [],
  });
  test('every screen says what to do next', async ({ page, server }) => {
    const workbench = new Workbench(page);
    await workbench.open(server.url);
    await expect(page.getByRole('button', { name: 'try the sample dataset' })).toBeVisible();
    await inspectScreen(page, 'start');
    for (const screen of ['Anchors', 'Train', 'Inspect', 'Runs'] as const) {
      await workbench.goTo(screen);
      await expect(page.getByRole('button', { name: 'open a dataset' })).toBeVisible();
    }
    await workbench.runCommand('open a folder');
    await expect(page.getByRole('heading', { name: 'Open a dataset' })).toBeVisible();
  });
});
