// Suppression of a results file as text: a row an image, totals, and what was left out.
import type { SuppressedImage } from '../../storage/coco-results/suppress-results.ts';
import { formatTable } from './table.ts';

/** Results that a sentence names. */
const MOST_SAID = 10;

/** Sums over all images. */
export class SuppressionTotals {
  readonly #counts = { images: 0, results: 0, kept: 0, suppressed: 0, belowScore: 0, beyondMaximum: 0 };
  readonly #notANumber: readonly number[];
  readonly #outOfRange: readonly number[];

  /** @param notANumber positions in the file @param outOfRange of scores below 0 or above 1 */
  constructor(notANumber: readonly number[], outOfRange: readonly number[]) {
    this.#notANumber = notANumber;
    this.#outOfRange = outOfRange;
  }

  add({ kept, suppressed, belowScore, beyondMaximum }: SuppressedImage): void {
    this.#counts.images++;
    this.#counts.results += kept.length + suppressed.length + belowScore + beyondMaximum;
    this.#counts.kept += kept.length;
    this.#counts.suppressed += suppressed.length;
    this.#counts.belowScore += belowScore;
    this.#counts.beyondMaximum += beyondMaximum;
  }

  /** With the positions of what was left out. */
  document() {
    return { ...this.#counts, notANumber: this.#notANumber, outOfRange: this.#outOfRange };
  }

  /** As a row of the table. */
  get row(): string[] {
    const { results, kept, suppressed, belowScore, beyondMaximum } = this.#counts;
    return ['all', ...[results, kept, suppressed, belowScore, beyondMaximum].map(String)];
  }

  /** Sentences about what was left out. */
  get warnings(): string[] {
    return [
      ...leftOut(this.#notANumber, 'score or box is not a number (NaN)'),
      ...leftOut(this.#outOfRange, 'score is not from 0 to 1'),
    ];
  }
}

/** Results are counted from 1 where people read of them. */
function leftOut(positions: readonly number[], why: string): string[] {
  if (positions.length === 0) return [];
  const named = positions.slice(0, MOST_SAID).map((position) => position + 1);
  const more = positions.length > MOST_SAID ? `, and ${positions.length - MOST_SAID} more` : '';
  const which =
    positions.length === 1 ? '1 result left out: its' : `${positions.length} results left out: their`;
  return [`warning: ${which} ${why} (result ${named.join(', ')}${more})`];
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
