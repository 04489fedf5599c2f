// The wall of crops on the Inspect screen.
import type { Locator, Page } from '@playwright/test';

export class WallView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press('Shift+W');
  }

  /** `12 of 404 wrong boxes`, when it belongs to the settings shown. */
  get heading(): Locator {
    return this.#page.locator('.count[aria-busy="false"] b');
  }

  /** Crops that pass the filter. */
  async count(): Promise<number> {
    return Number(/^[\d,]+/.exec(await this.heading.innerText())?.[0].replaceAll(',', ''));
  }

  /** A choice of the filter. @param part heading that it stands under */
  choice(part: string, name: string | RegExp): Locator {
    return this.#page
      .getByRole('complementary', { name: 'filters of the wall' })
      .getByRole('region', { name: part, exact: true })
      .getByRole('button', { name });
  }

  /** How many crops a choice would let through. */
  async countOf(part: string, name: string | RegExp): Promise<number> {
    return Number((await this.choice(part, name).locator('.num').innerText()).replaceAll(',', ''));
  }

  async sortBy(order: string): Promise<void> {
    await this.#page.getByRole('combobox', { name: 'order of the crops' }).selectOption(order);
  }

  get groupsButton(): Locator {
    return this.#page.getByRole('button', { name: 'look-alikes together' });
  }

  get #grid(): Locator {
    return this.#page.getByRole('grid', { name: 'crops' });
  }

  /** Crops that are in view, by what they are called. */
  tiles(name: RegExp = /,/): Locator {
    return this.#grid.getByRole('gridcell', { name }).and(this.#grid.locator('[data-row]'));
  }

  get groupHeadings(): Locator {
    return this.#grid.getByText(/^[\d,]+ alike$/);
  }

  /** Scores of the crops in view, in their order. */
  async scores(): Promise<number[]> {
    const tiles = await this.tiles(/score/).all();
    const names = await Promise.all(tiles.map((tile) => tile.getAttribute('aria-label')));
    return names.map((name) => Number(/score (\d?\.\d+|\d)/.exec(name ?? '')?.[1]));
  }

  /** What can be done with the selected crops. */
  get selectionBar(): Locator {
    return this.#page.getByRole('toolbar', { name: 'selected crops' });
  }
}
