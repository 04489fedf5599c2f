// Suppression of a results file as text: a row an image, totals, and what was left out.
import { describeLeftOut, summarizeRefused } from '../../core/metrics/left-out.ts';
import type { RefusedResults } from '../../core/metrics/summary.ts';
import type { SuppressedImage } from '../../storage/coco-results/suppress-results.ts';
import { formatTable } from './table.ts';

/** Sums over all images. */
export class SuppressionTotals {
  readonly #counts = { images: 0, results: 0, kept: 0, suppressed: 0, belowScore: 0, beyondMaximum: 0 };
  readonly #refused: RefusedResults['entries'];

  /** @param refused entries that were left out */
  constructor(refused: RefusedResults['entries']) {
    this.#refused = refused;
  }

  add({ kept, suppressed, belowScore, beyondMaximum }: SuppressedImage): void {
    this.#counts.images++;
    this.#counts.results += kept.length + suppressed.length + belowScore + beyondMaximum;
    this.#counts.kept += kept.length;
    this.#counts.suppressed += suppressed.length;
    this.#counts.belowScore += belowScore;
    this.#counts.beyondMaximum += beyondMaximum;
  }

  /** With all that was left out. */
  document() {
    return { ...this.#counts, refused: this.#refused };
  }

  /** As a row of the table. */
  get row(): string[] {
    const { results, kept, suppressed, belowScore, beyondMaximum } = this.#counts;
    return ['all', ...[results, kept, suppressed, belowScore, beyondMaximum].map(String)];
  }

  /** Sentences about what was left out. */
  get warnings(): string[] {
    const refused = summarizeRefused(this.#refused);
    return describeLeftOut(refused ? { refused } : {}).map((text) => `warning: ${text}`);
  }
}

/** A row an image. @param totals is added to */
export function suppressionReport(images: Iterable<SuppressedImage>, totals: SuppressionTotals): string {
  const rows = [['image', 'results', 'kept', 'suppressed', 'below score', 'beyond maximum']];
  for (const image of images) {
    const { imageId, kept, suppressed, belowScore, beyondMaximum } = image;
    const results = kept.length + suppressed.length + belowScore + beyondMaximum;
    totals.add(image);
    rows.push([
      String(imageId),
      ...[results, kept.length, suppressed.length, belowScore, beyondMaximum].map(String),
    ]);
  }
  return [formatTable([...rows, totals.row]), ...totals.warnings].join('\n');
}
