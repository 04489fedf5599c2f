// The Anchors screen: the plane of sizes with the anchors on it, and what they come to.
import type { Locator, Page } from '@playwright/test';

export class AnchorsScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get plane(): Locator {
    return this.#page.getByRole('region', { name: 'plane of box sizes' });
  }

  handle(number: number): Locator {
    return this.plane.getByRole('button', { name: new RegExp(`^anchor ${number},`) });
  }

  get handles(): Locator {
    return this.plane.getByRole('button', { name: /^anchor \d+,/ });
  }

  get panel(): Locator {
    return this.#page.getByRole('complementary', { name: 'what the anchors come to' });
  }

  width(number: number): Locator {
    return this.panel.getByRole('textbox', { name: `anchor ${number} width` });
  }

  height(number: number): Locator {
    return this.panel.getByRole('textbox', { name: `anchor ${number} height` });
  }

  branchOf(number: number): Locator {
    return this.panel.getByRole('combobox', { name: `branch of anchor ${number}` });
  }

  branch(stride: number): Locator {
    return this.panel.getByRole('group', { name: `branch of stride ${stride}`, exact: true });
  }

  /** The rows of a branch's anchors. */
  rowsOf(stride: number): Locator {
    return this.branch(stride).getByRole('group');
  }

  /** The row of an anchor's figures. */
  row(number: number): Locator {
    return this.panel.getByRole('group', { name: `anchor ${number}`, exact: true });
  }

  get opinions(): Locator {
    return this.panel.getByRole('list', { name: 'opinions' });
  }

  /** One of the leading figures, such as `mean IoU`. */
  async figure(label: string): Promise<number> {
    const value = this.panel.locator('dl > div').filter({ hasText: label }).locator('dd').first();
    return Number((await value.innerText()).replaceAll(',', ''));
  }

  /** Says that no figure is of bins any more. */
  get exact(): Locator {
    return this.panel.getByText(/^exact, of/);
  }

  /** From a handle's middle by so many px of the screen. */
  async drag(number: number, dx: number, dy: number): Promise<void> {
    const box = (await this.handle(number).boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.down();
    await this.#page.mouse.move(x + dx / 2, y + dy / 2, { steps: 8 });
    await this.#page.mouse.move(x + dx, y + dy, { steps: 8 });
    await this.#page.mouse.up();
  }

  button(name: string | RegExp): Locator {
    return this.#page.getByRole('button', { name });
  }

  get text(): Locator {
    return this.#page.getByRole('textbox', { name: 'anchors as Darknet text' });
  }
}
