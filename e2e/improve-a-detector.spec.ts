// The whole way: open a dataset, adjust an anchor, retrain, look at a false positive, move thresholds.
import { expect, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test('a person adjusts an anchor, retrains and inspects a false positive', async ({
  page,
  context,
  server,
  sampleFolder,
}) => {
  const workbench = new Workbench(page);
  const { anchors, dataset, train, inspect, runs } = workbench;

  await test.step('open the dataset folder', async () => {
    await workbench.open(server.url);
    await dataset.openFolder(sampleFolder);
    await expect(dataset.health.getByText('YOLO')).toBeVisible();
    await expect(dataset.tiles.first().getByRole('button')).toBeVisible();
    await expect(workbench.datasetPill).toContainText('24 images');
    await dataset.openFirstImage();
    await expect(dataset.imageDetail.getByText('1 of 24')).toBeVisible();
    await page.keyboard.press('ArrowRight');
    await expect(dataset.imageDetail.getByText('2 of 24')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dataset.imageDetail).toBeHidden();
  });

  await test.step('adjust an anchor', async () => {
    await page.keyboard.press('3');
    await train.field('input width, px').fill('160');
    await train.field('epochs').fill('1');
    await train.field('batch size').fill('4');
    await expect(train.anchors.getByText('160 x')).toBeVisible();
    await train.anchors.getByRole('button', { name: 'edit anchors' }).click();
    await anchors.width(1).fill('17');
    await expect(anchors.handle(1)).toHaveAccessibleName(/^anchor 1, 17 by/);
    await anchors.handle(1).press('ArrowRight');
    await expect(anchors.width(1)).toHaveValue('18');
    await page.keyboard.press('3');
    await expect(train.anchors.getByText('edited')).toBeVisible();
  });

  await test.step('a wrong field says what is wrong, where it is', async () => {
    await train.field('input width, px').fill('7');
    await expect(page.getByRole('form', { name: 'recipe' }).getByRole('alert')).toContainText('32');
    await train.field('input width, px').fill('160');
    await expect(page.getByRole('form', { name: 'recipe' }).getByRole('alert')).toBeHidden();
  });

  await test.step('retrain for one epoch', async () => {
    await train.openSection('evaluation');
    await train.field('score floor').fill('0.001');
    await train.field('score threshold').fill('0.02');
    await expect(train.figures.getByText('candidates')).toBeVisible();
    await train.start();
    await expect(page).toHaveURL(/view=live/);
    await expect(train.inspectButton).toBeVisible({ timeout: 120_000 });
    await page.reload();
    await expect(train.log).toContainText('succeeded');
    await train.inspectButton.click();
  });

  await test.step('inspect a false positive', async () => {
    await expect(inspect.images.first()).toBeVisible();
    await inspect.setSlider('score at least', 0.01);
    await expect(inspect.outcome('FP')).not.toHaveText(/FP 0/);
    await page.keyboard.press('j');
    await expect(inspect.picked).toContainText('False positive');
    await expect(inspect.picked).toContainText('stride');
    await expect(inspect.picture).toBeVisible();
  });

  await test.step('move the NMS slider and see the counts change', async () => {
    const before = await inspect.splitCounts();
    const drawn = await inspect.outcome('suppressed').innerText();
    await inspect.setSlider(/^NMS/, 0.9);
    await expect(inspect.outcome('suppressed')).not.toHaveText(drawn);
    await expect.poll(() => inspect.splitCounts()).not.toBe(before);
    await expect(page).toHaveURL(/nms=0\.9/);
  });

  await test.step('a reload and a second tab show the same', async () => {
    const counts = await inspect.splitCounts();
    await page.reload();
    await expect(inspect.slider(/^NMS/)).toHaveValue('0.9');
    await expect.poll(() => inspect.splitCounts()).toBe(counts);
    const second = await context.newPage();
    await second.goto(page.url());
    const other = new Workbench(second).inspect;
    await expect(other.slider(/^NMS/)).toHaveValue('0.9');
    await expect.poll(() => other.splitCounts()).toBe(counts);
    await second.close();
  });

  await test.step('the run is listed, and can be deleted', async () => {
    await page.keyboard.press('5');
    await expect(runs.rows).toHaveCount(1);
    await expect(runs.details).toContainText('18');
    await runs.deleteSelected();
    await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
  });
});
