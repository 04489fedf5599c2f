// The note about a dataset that is not where it was.
import type { Locator, Page } from '@playwright/test';

export class MovedDataset {
  readonly note: Locator;

  constructor(page: Page) {
    this.note = page.getByRole('region', { name: 'the dataset has moved' });
  }

  async relocate(root: string): Promise<void> {
    const input = this.note.getByRole('combobox', { name: 'dataset folder' });
    await input.fill(root);
    await input.press('Escape');
    await this.note.getByRole('button', { name: 'use this folder' }).click();
  }
}
