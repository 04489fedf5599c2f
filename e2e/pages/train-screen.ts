// The Train screen: the recipe, and a training as it goes.
import type { Locator, Page } from '@playwright/test';

export class TrainScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  field(label: string): Locator {
    return this.#page.getByRole('form', { name: 'recipe' }).getByLabel(label, { exact: true });
  }

  /** Opens a section of the fields that are rarely changed. */
  async openSection(name: string): Promise<void> {
    await this.#page.getByRole('form', { name: 'recipe' }).locator('summary', { hasText: name }).click();
  }

  get anchors(): Locator {
    return this.#page.getByRole('region', { name: 'anchors' });
  }

  /** What the recipe comes to. */
  get figures(): Locator {
    return this.#page.getByRole('complementary', { name: 'what the recipe comes to' });
  }

  async start(): Promise<void> {
    await this.#page.getByRole('button', { name: /^start training/ }).click();
  }

  get log(): Locator {
    return this.#page.getByRole('list', { name: 'log' });
  }

  get inspectButton(): Locator {
    return this.#page.getByRole('button', { name: 'inspect false positives' });
  }
}
