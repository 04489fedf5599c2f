// The names of a dataset's splits that have images, for choosing what to evaluate on.
import type { Summaries } from './summaries.ts';

/** Splits that are known nowhere are assumed to be these, until the dataset has answered. */
const USUAL: readonly string[] = ['test', 'val', 'train'];

export class DatasetSplits {
  names = $state.raw<readonly string[]>(USUAL);
  readonly #summaries: Summaries;

  constructor(summaries: Summaries) {
    this.#summaries = summaries;
  }

  async load(datasetId: string): Promise<void> {
    const summary = await this.#summaries.of(datasetId).catch(() => null);
    if (summary === null) return;
    this.names = summary.splits
      .filter(({ images }) => images > 0)
      .map(({ name }) => name)
      .reverse();
  }
}
