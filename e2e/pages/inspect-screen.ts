// The Inspect screen.
import type { Locator, Page } from '@playwright/test';

export class InspectScreen {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  slider(name: string | RegExp): Locator {
    return this.#page.getByRole('slider', { name });
  }

  /** Moves a slider to a value by the keyboard's means. */
  async setSlider(name: string | RegExp, value: number): Promise<void> {
    await this.slider(name).fill(String(value));
  }

  /** TP, FP and missed of the whole split, when they belong to the thresholds shown. */
  async splitCounts(): Promise<string> {
    const figures = this.#page.locator('.split-figures[aria-busy="false"]');
    return figures.getByText(/^TP \d+/).innerText();
  }

  /** The chip of an outcome, with its count in the image shown. */
  outcome(name: string): Locator {
    return this.#page
      .getByRole('group', { name: 'what is drawn' })
      .getByRole('button', { name: new RegExp(`^${name}`) });
  }

  get images(): Locator {
    return this.#page.getByRole('region', { name: 'images of the split' }).getByRole('listitem');
  }

  /** The boxes that the picture shows: false positives first, the surest first. */
  get boxes(): Locator {
    return this.#page.getByRole('region', { name: 'boxes of the image' }).getByRole('button');
  }

  get picture(): Locator {
    return this.#page.getByRole('img', { name: /true positives, \d+ false positives/ });
  }

  /** Clicks the whole image as it is shown, at a place in image px. */
  async clickPicture(
    x: number,
    y: number,
    image: { readonly width: number; readonly height: number },
  ): Promise<void> {
    const stage = (await this.picture.boundingBox())!;
    const margin = 16;
    const scale = Math.min(
      (stage.width - 2 * margin) / image.width,
      (stage.height - 2 * margin) / image.height,
    );
    const [left, top] = [(stage.width - image.width * scale) / 2, (stage.height - image.height * scale) / 2];
    await this.picture.click({ position: { x: left + x * scale, y: top + y * scale } });
  }

  get picked(): Locator {
    return this.#page.getByRole('complementary', { name: 'picked box' });
  }
}
