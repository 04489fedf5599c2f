// The Runs screen.
import type { Locator, Page } from '@playwright/test';

export class RunsScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get rows(): Locator {
    return this.#page.getByRole('region', { name: 'table of runs' }).locator('tbody tr');
  }

  get details(): Locator {
    return this.#page.getByRole('complementary', { name: /^details of/ });
  }

  async select(index: number): Promise<void> {
    await this.rows.nth(index).getByRole('button').click();
  }

  /** Marks a run to be compared; of three the last two are. */
  async mark(index: number): Promise<void> {
    await this.rows
      .nth(index)
      .getByRole('checkbox', { name: /^compare/ })
      .check();
  }

  async deleteSelected(): Promise<void> {
    await this.details.getByRole('button', { name: 'delete this run' }).click();
    await this.#page.getByRole('alertdialog').getByRole('button', { name: 'delete run' }).click();
  }
}
