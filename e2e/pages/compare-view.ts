// Two runs side by side on the Inspect screen.
import type { Locator, Page } from '@playwright/test';

type Side = 'before' | 'after';

export class CompareView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** The image as one of the runs judges it. */
  picture(side: Side): Locator {
    return this.#page
      .getByRole('region', { name: side, exact: true })
      .getByRole('img', { name: new RegExp(`^${side}: `) });
  }

  /** What is drawn there, as text that can be compared. */
  async drawing(side: Side): Promise<string> {
    return (await this.picture(side).screenshot()).toString('base64');
  }

  get #ledger(): Locator {
    return this.#page.getByRole('region', { name: 'ledger' });
  }

  state(name: 'fixed' | 'new' | 'persistent'): Locator {
    return this.#ledger
      .getByRole('group', { name: 'states on show' })
      .getByRole('button', { name: new RegExp(`${name}$`) });
  }

  /** False positives of a state. */
  async countOf(name: 'fixed' | 'new' | 'persistent'): Promise<number> {
    return Number((await this.state(name).locator('b').innerText()).replaceAll(',', ''));
  }

  /** `12 false positives · 72 images of test`: those that pass the filter. */
  get shown(): Locator {
    return this.#ledger.getByText(/^[\d,]+ false positives? · /);
  }

  /** The false positive that is open. */
  get openEntry(): Locator {
    return this.entries.and(this.#page.locator('[aria-current="true"]'));
  }

  /** False positives in view. */
  get entries(): Locator {
    return this.#ledger.getByRole('list', { name: 'false positives' }).getByRole('button');
  }
}
