// The page as a person finds her way in it: header, screens, theme.
import type { Locator, Page } from '@playwright/test';
import { AnchorsScreen } from './anchors-screen.ts';
import { CompareView } from './compare-view.ts';
import { DatasetScreen } from './dataset-screen.ts';
import { InspectScreen } from './inspect-screen.ts';
import { PlotsView } from './plots-view.ts';
import { RunsScreen } from './runs-screen.ts';
import { TrainScreen } from './train-screen.ts';
import { WallView } from './wall-view.ts';

export type ScreenName = 'Dataset' | 'Anchors' | 'Train' | 'Inspect' | 'Runs';

export class Workbench {
  readonly page: Page;
  readonly dataset: DatasetScreen;
  readonly anchors: AnchorsScreen;
  readonly train: TrainScreen;
  readonly inspect: InspectScreen;
  readonly wall: WallView;
  readonly plots: PlotsView;
  readonly compare: CompareView;
  readonly runs: RunsScreen;

  constructor(page: Page) {
    this.page = page;
    this.dataset = new DatasetScreen(page);
    this.anchors = new AnchorsScreen(page);
    this.train = new TrainScreen(page);
    this.inspect = new InspectScreen(page);
    this.wall = new WallView(page);
    this.plots = new PlotsView(page);
    this.compare = new CompareView(page);
    this.runs = new RunsScreen(page);
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
  }

  async goTo(screen: ScreenName): Promise<void> {
    await this.page.getByRole('navigation', { name: 'screens' }).getByRole('link', { name: screen }).click();
  }

  get datasetPill(): Locator {
    return this.page.getByRole('button', { name: /^dataset:/ });
  }

  /** Types into the palette and runs the first command found. */
  async runCommand(words: string): Promise<void> {
    await this.page.keyboard.press('Control+k');
    const box = this.page.getByRole('combobox', { name: 'search or run' });
    await box.fill(words);
    await box.press('Enter');
  }
}
