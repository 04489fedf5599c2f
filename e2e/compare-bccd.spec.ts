// Two runs on a real dataset: the ledger of what one fixed and what is new, and two pictures that move as one.
import { parse } from 'node:path';
import { BCCD, copyRuns, expect, inspectScreen, test } from './fixtures.ts';
import { Workbench } from './pages/workbench.ts';

test.use({
  runsFolder: async ({ bccdPair, scratch }, use) => use(await copyRuns(bccdPair, scratch)),
  openFolders: [BCCD],
});

test('two runs are compared: what is fixed, what is new, and the same image in both', async ({
  page,
  server,
}) => {
  await page.goto(server.url);
  const workbench = new Workbench(page);
  const { compare, runs } = workbench;

  await test.step('two runs of the table', async () => {
    await page.keyboard.press('5');
    await expect(runs.rows).toHaveCount(2);
    await runs.mark(0);
    await runs.mark(1);
    await page.keyboard.press('c');
    await expect(page).toHaveURL(/view=compare/);
  });

  await test.step('the ledger: each state has as many as it says, and an entry opens its image in both', async () => {
    await expect(compare.picture('before')).toBeVisible();
    await expect(compare.picture('after')).toBeVisible();
    for (const state of ['fixed', 'new', 'persistent'] as const) {
      const count = await compare.countOf(state);
      expect(count, state).toBeGreaterThan(0);
      await compare.state(state).click();
      await expect(compare.shown).toContainText(new RegExp(`^${count.toLocaleString('en')} false positive`));
      await compare.entries.first().click();
      const image = await compare.openEntry.getAttribute('title');
      const name = parse(image!).name;
      for (const side of ['before', 'after'] as const)
        await expect(compare.picture(side)).toHaveAccessibleName(new RegExp(`^${side}: .*${name}`));
      await expect(page).toHaveURL(new RegExp(`only=${state}`));
      await compare.state(state).click();
    }
    await inspectScreen(page, 'compare-bccd');
  });

  await test.step('a zoom in one picture is one in both, and the pointer is seen in both', async () => {
    // The entry of the ledger that is open has zoomed to its box.
    const opened = await compare.drawing('before');
    await page.keyboard.press('0');
    await expect.poll(() => compare.drawing('before')).not.toBe(opened);
    const whole = { before: await compare.drawing('before'), after: await compare.drawing('after') };
    await compare.picture('before').hover({ position: { x: 60, y: 60 } });
    await expect.poll(() => compare.drawing('after')).not.toBe(whole.after);
    await page.mouse.wheel(0, -400);
    await page.mouse.move(0, 0);
    const zoomed = { before: await compare.drawing('before'), after: await compare.drawing('after') };
    expect(zoomed.before).not.toBe(whole.before);
    expect(zoomed.after).not.toBe(whole.after);
    await page.keyboard.press('0');
    await expect.poll(() => compare.drawing('before')).toBe(whole.before);
    await expect.poll(() => compare.drawing('after')).toBe(whole.after);
  });

  await test.step('from anywhere, by the palette', async () => {
    await page.keyboard.press('Shift+I');
    await expect(page).not.toHaveURL(/view=compare/);
    await workbench.runCommand('compare with');
    await expect(page).toHaveURL(/view=compare/);
    await expect(compare.picture('after')).toBeVisible();
  });
});
