// The plots on the Inspect screen.
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';

/** A cell of the confusion matrix: what it is called, and how many boxes it counts. */
interface Cell {
  readonly name: string;
  readonly count: number;
}

export class PlotsView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('Shift+P');
  }

  card(title: string): Locator {
    return this.#page.getByRole('region', { name: title, exact: true });
  }

  /** The point on the leading curve. */
  get thresholdHandle(): Locator {
    return this.#page.getByRole('slider', { name: 'score threshold, along the curve' });
  }

  /** What of a figure opens its boxes. */
  targets(title: string): Locator {
    return this.card(title).getByRole('button', { name: /^[\d,]+ (box|object)/ });
  }

  async cells(): Promise<Cell[]> {
    const targets = await this.targets('Confusion matrix').all();
    const names = await Promise.all(targets.map((target) => target.getAttribute('aria-label')));
    return names.map((name) => ({
      name: name ?? '',
      count: Number(/^[\d,]+/.exec(name ?? '')?.[0].replaceAll(',', '')),
    }));
  }

  async choose(title: string, action: string): Promise<void> {
    await this.card(title)
      .getByRole('button', { name: /^save or copy/ })
      .click();
    await this.#page.getByRole('menuitem', { name: action }).click();
  }

  /** Saves a figure; its file's name and text. */
  async save(title: string, action: string): Promise<{ readonly name: string; readonly text: string }> {
    const started = this.#page.waitForEvent('download');
    await this.choose(title, action);
    const download = await started;
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
  }

  get breakdown(): Locator {
    return this.card('breakdown');
  }

  async breakDownBy(part: string): Promise<void> {
    await this.breakdown
      .getByRole('radiogroup', { name: 'breakdown by' })
      .getByText(part, { exact: true })
      .click();
  }

  /** A count of the breakdown that opens its boxes. */
  breakdownCount(row: RegExp, column: string): Locator {
    return this.breakdown
      .getByRole('row', { name: row })
      .getByRole('button', { name: new RegExp(`, ${column}: [\\d,]+; open on the wall$`) });
  }
}
