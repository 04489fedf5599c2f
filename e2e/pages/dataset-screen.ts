// The Dataset screen.
import type { Locator, Page } from '@playwright/test';

export class DatasetScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async openFolder(path: string): Promise<void> {
    const input = this.#page.getByRole('combobox', { name: 'dataset folder' });
    await input.fill(path);
    await input.press('Escape');
    await this.#page.getByRole('button', { name: 'open', exact: true }).click();
  }

  get health(): Locator {
    return this.#page.getByRole('complementary', { name: 'dataset health' });
  }

  /** Tiles of the gallery that are in view. */
  get tiles(): Locator {
    return this.#page.getByRole('region', { name: 'images' }).getByRole('listitem');
  }

  async openFirstImage(): Promise<void> {
    await this.tiles.first().getByRole('button').click();
  }

  get imageDetail(): Locator {
    return this.#page.getByRole('dialog');
  }

  get error(): Locator {
    return this.#page.getByRole('alert');
  }
}
