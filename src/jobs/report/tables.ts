// The tables of a report: counts by class, branch, anchor, size and brightness, kinds of error, confusions, the worst images.
import { inspectSplit } from '../../core/inspection/inspect-split.ts';
import { breakdownColumns } from '../../plots/breakdown-columns.ts';
import { breakdownRows, BREAKDOWNS } from '../../plots/breakdown.ts';
import type { CsvTable } from '../../plots/csv.ts';
import type { PlotFigure } from '../../plots/figure.ts';
import { countClasses, splitConfusionFigure, splitErrorsFigure } from '../../plots/split-figures.ts';
import { share } from '../../plots/words.ts';
import { html, type Markup } from './html.ts';
import type { ReportData } from './report-data.ts';

/** More classes than these make a matrix that nobody reads. */
const MOST_CONFUSED = 20;
/** Images that are named. */
const WORST_IMAGES = 20;

const ERROR_HEAD = ['kind of error', 'boxes', 'at any score', 'AP that they cost'];

interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

function writeTable({ caption, head, rows }: Table): Markup {
  return html`<div class="table" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, ...cells]) =>
            html`<tr>
              <th scope="row">${name!}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `;
}

export function reportTables(data: ReportData): Markup {
  const { table, classes, summary, branches } = data;
  const errors = splitErrorsFigure(summary, countClasses(table, classes));
  const parts =
    branches.length > 0
      ? null
      : html`<p class="dim">There is no table by branch and anchor: nothing is known of the network.</p> `;
  return html`${parts}
    <div class="tables">
      ${breakdowns(data)}${errors === null ? null : writeTable(figureTable(errors, ERROR_HEAD))}${confusions(data)}
    </div>`;
}

function confusions({ table, classes }: ReportData): Markup | null {
  if (classes.length > MOST_CONFUSED) return null;
  const head = ['annotated as, found as', ...classes, 'background'];
  return writeTable(figureTable(splitConfusionFigure(table, classes), head));
}

/** One table for each; none by what the network does not have. */
function breakdowns({ table, classes, branches, brightness, summary }: ReportData): Markup[] {
  return BREAKDOWNS.flatMap((by) => {
    const rows = breakdownRows(table, by, { classes, branches, brightness });
    if (rows.length === 0) return [];
    const columns = breakdownColumns(by, summary, null);
    const cells = rows.map((row) =>
      columns.map(({ value, format }) => {
        if (value === null) return row.name;
        const number = value(row);
        return number === null ? '–' : format(number);
      }),
    );
    const caption = by === 'brightness' ? 'By mean luma of the image, in thirds of the split' : `By ${by}`;
    return [writeTable({ caption, head: columns.map(({ label }) => label), rows: cells })];
  });
}

/** What a figure shows, in words of a table. @param head in the place of its columns' names, which are for programs */
function figureTable({ title, table }: PlotFigure<unknown>, head: readonly string[]): Table {
  return { caption: title, head, rows: table.rows.map((row) => row.map(cellText)) };
}

function cellText(cell: CsvTable['rows'][number][number]): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? cell.toLocaleString('en') : share(cell, 3);
}

/** The images with most false positives, then with most missed objects. */
export function worstImages({ table, classes, images }: ReportData): Markup {
  const wrong = inspectSplit(table, classes.length, images.length).images.filter(
    ({ fp, missed }) => fp + missed > 0,
  );
  if (wrong.length === 0) return html`<p>No image has a false positive or a missed object.</p>`;
  const shown = wrong.slice(0, WORST_IMAGES);
  return writeTable({
    caption: `${shown.length < wrong.length ? `${shown.length} of ` : ''}${wrong.length} images with errors, of ${images.length}`,
    head: ['image', 'FP', 'missed', 'TP'],
    rows: shown.map(({ image, fp, missed, tp }) => [
      images[image]!.imageId,
      String(fp),
      String(missed),
      String(tp),
    ]),
  });
}
