// A report as one HTML page: no script, nothing that is fetched, all that a reader without Boxwright needs.
import { worstFalsePositives, worstMissed } from '../../core/analysis/worst-rows.ts';
import { counted } from '../../plots/words.ts';
import { cropList } from './crop-list.ts';
import { cutCrops, type Crop } from './cut-crops.ts';
import { reportFigures } from './figures.ts';
import { dateText, headlineFigures, reportHeading } from './heading.ts';
import { html, Markup } from './html.ts';
import type { ReportData } from './report-data.ts';
import { REPORT_STYLE } from './report-style.ts';
import { reportTables, worstImages } from './tables.ts';
import { reportTerms } from './terms.ts';

/** By it a file is known to be a report; it stands in the first kilobyte. */
export const REPORT_MARK = '<meta name="generator" content="Boxwright report">';
/** False positives that are shown unless another number is asked for, and how many come on one missed object. */
export const USUAL_CROPS = 48;
const FALSE_POSITIVES_PER_MISSED = 4;

/** Boxes of one outcome: how many there are, how many are shown, and how many of these without a picture. */
export interface ShownBoxes {
  readonly total: number;
  readonly shown: number;
  readonly withoutPicture: number;
}

export interface ReportPage {
  readonly html: string;
  readonly falsePositives: ShownBoxes;
  readonly missed: ShownBoxes;
  /** The dataset's folder is not where the run expects it. */
  readonly datasetMoved: boolean;
}

const SECTIONS = [
  ['figures', 'Figures'],
  ['plots', 'Plots'],
  ['false-positives', 'Worst false positives'],
  ['missed', 'Missed objects'],
  ['images', 'Worst images'],
  ['tables', 'Tables'],
  ['terms', 'Terms'],
] as const;

/**
 * Puts a report together; pictures are read from the dataset's folder.
 * @param most false positives to show, 0 and up; of missed objects a quarter of that
 */
export async function makeReportPage(
  data: ReportData,
  most = USUAL_CROPS,
  madeAt = new Date(),
): Promise<ReportPage> {
  const { record, images, table, summary } = data;
  const { root } = record.dataset;
  const all = { false: worstFalsePositives(table), missed: worstMissed(table) };
  const rows = {
    false: all.false.slice(0, most),
    missed: all.missed.slice(0, Math.ceil(most / FALSE_POSITIVES_PER_MISSED)),
  };
  const crops = await cutCrops(root, images, table, [...rows.false, ...rows.missed]);
  const own = {
    false: crops?.slice(0, rows.false.length) ?? null,
    missed: crops?.slice(rows.false.length) ?? null,
  };
  const section = (id: (typeof SECTIONS)[number][0], content: Markup): Markup =>
    html`<section id="${id}" aria-labelledby="${id}-title">
      <h2 id="${id}-title">${SECTIONS.find(([each]) => each === id)![1]}</h2>
      ${content}
    </section> `;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${new Markup(REPORT_MARK)}
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${record.name}: ${summary.split} of ${record.dataset.name}</title>
        <style>
          ${new Markup(REPORT_STYLE)}
        </style>
      </head>
      <body>
        ${reportHeading(data, SECTIONS)}
        <main>
          ${section('figures', headlineFigures(data))} ${section('plots', reportFigures(data))}
          ${section('false-positives', boxes(data, FALSE_WORDS, all.false, rows.false, own.false))}
          ${section('missed', boxes(data, MISSED_WORDS, all.missed, rows.missed, own.missed))}
          ${section('images', worstImages(data))} ${section('tables', reportTables(data))}
          ${section('terms', reportTerms(data))}
        </main>
        <footer>
          Made by Boxwright on ${dateText(madeAt)}. One file; nothing in it is loaded from elsewhere.
        </footer>
      </body>
    </html> `;
  return {
    html: page.text,
    falsePositives: count(all.false, rows.false, own.false),
    missed: count(all.missed, rows.missed, own.missed),
    datasetMoved: crops === null,
  };
}

function count(all: readonly number[], rows: readonly number[], crops: readonly Crop[] | null): ShownBoxes {
  const withoutPicture = crops?.filter((crop) => 'absent' in crop).length ?? rows.length;
  return { total: all.length, shown: rows.length, withoutPicture };
}

interface BoxWords {
  readonly none: string;
  readonly one: string;
  readonly many: string;
  /** How they are ordered. */
  readonly order: string;
  /** Colour of their outline. */
  readonly tone: 'fp' | 'fn';
}
const FALSE_WORDS: BoxWords = {
  none: 'There is no false positive at these settings.',
  one: 'false positive',
  many: 'false positives',
  order: 'the most confident first',
  tone: 'fp',
};
const MISSED_WORDS: BoxWords = {
  none: 'No object is missed at these settings.',
  one: 'missed object',
  many: 'missed objects',
  order: 'first those that no detection came near, the largest first',
  tone: 'fn',
};

function boxes(
  data: ReportData,
  { none, one, many, order, tone }: BoxWords,
  all: readonly number[],
  rows: readonly number[],
  crops: readonly Crop[] | null,
): Markup {
  if (all.length === 0) return html`<p>${none}</p>`;
  const total = counted(all.length, one, many);
  if (rows.length === 0) return html`<p>${total}; this report was made without crops.</p>`;
  const { withoutPicture } = count(all, rows, crops);
  return html`<p>
      ${rows.length < all.length ? `${rows.length} of ` : ''}${total}, ${order}.
      ${
        crops === null
          ? null
          : html`<span class="dim"
              ><span class="key" style="border-color:var(--${tone})"></span>${one}
              <span class="key" style="border-color:var(--line-strong)"></span>white: annotated, dashed where
              it counts neither way</span
            >`
      }
    </p>
    ${
      crops === null
        ? html`<p class="note">
            There are no pictures: the dataset's folder was not found when this report was made.
          </p>`
        : withoutPicture > 0
          ? html`<p class="note">
              ${counted(withoutPicture, 'picture', 'pictures')} could not be read when this report was made.
            </p>`
          : null
    }
    ${cropList(data, rows, crops)}`;
}
