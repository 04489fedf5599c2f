// The wrong boxes of a report as crops: what each is, where it is, and what is annotated around it.
import type { ImageRecord } from '../../contract/dataset.ts';
import { boxOfRow, FALSE } from '../../core/analysis/judged-table.ts';
import type { Box } from '../../core/boxes/box.ts';
import { cropWindow } from '../../core/crops/crop-window.ts';
import { ERROR_KINDS, MISSED } from '../../core/errors/error-kind.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import { share } from '../../plots/words.ts';
import type { Crop } from './cut-crops.ts';
import { html, type Markup } from './html.ts';
import type { ReportData } from './report-data.ts';

/** Widths of lines, px of the page: of the box itself, of what is annotated, and of the dark line below both. */
const OWN_WIDTH = 2.5;
const OTHER_WIDTH = 1.5;
const CASING = 2;

/** @param crops in the rows' order; null: captions alone */
export function cropList(data: ReportData, rows: readonly number[], crops: readonly Crop[] | null): Markup {
  return html`<ol class="crops">
    ${rows.map(
      (row, i) =>
        html`<li>
          <figure class="crop">
            ${crops === null ? null : picture(data, row, crops[i]!)}${caption(data, row, i + 1)}
          </figure>
        </li> `,
    )}
  </ol>`;
}

function picture({ table, images, classes }: ReportData, row: number, crop: Crop): Markup {
  if ('absent' in crop) return html`<div class="picture"><span>${crop.absent}</span></div>`;
  const record = images[table.image[row]!]!;
  const box = boxOfRow(table, row);
  const { x1, y1, x2, y2 } = cropWindow(box, record);
  const isFalse = table.outcome[row] === FALSE;
  const what = `${isFalse ? 'false positive' : 'missed'} ${classes[table.classIndex[row]!]!}`;
  const own = isFalse ? null : table.groundTruth[row]!;
  return html`<div class="picture">
    <img src="${crop.uri}" alt="Crop of ${record.imageId} around a ${what}" /><svg
      viewBox="${x1} ${y1} ${x2 - x1} ${y2 - y1}"
      aria-hidden="true"
    >
      ${annotated(record, own, { x1, y1, x2, y2 })}${outline(box, isFalse ? 'fp' : 'fn', OWN_WIDTH)}
    </svg>
  </div>`;
}

/** Annotated boxes that reach into the window, but for the one that the crop is of. */
function annotated({ groundTruth }: ImageRecord, own: number | null, window: Box): Markup[] {
  const isSeen = ({ box }: ImageRecord['groundTruth'][number], index: number): boolean =>
    index !== own && box.x1 < window.x2 && box.x2 > window.x1 && box.y1 < window.y2 && box.y2 > window.y1;
  return groundTruth
    .filter(isSeen)
    .map(({ box, ignore }) => outline(box, ignore === undefined ? 'gt' : 'gt ignored', OTHER_WIDTH));
}

function outline({ x1, y1, x2, y2 }: Box, className: string, width: number): Markup {
  const [x, y, w, h] = [x1, y1, x2 - x1, y2 - y1].map((value) => Number(value.toFixed(1)));
  const rect = (name: string, stroke: number): Markup =>
    html`<rect class="${name}" x="${x!}" y="${y!}" width="${w!}" height="${h!}" stroke-width="${stroke}" />`;
  return html`${rect('case', width + CASING)}${rect(className, width)}`;
}

function caption(data: ReportData, row: number, rank: number): Markup {
  const { table, images, classes } = data;
  const isFalse = table.outcome[row] === FALSE;
  const score = isFalse ? html`<span>${share(table.score[row]!)}</span>` : null;
  const origin = isFalse ? originText(data, row) : null;
  // A path breaks at its folders.
  const path = images[table.image[row]!]!.imageId.split('/');
  const name = path.map((part, i) => html`${i === 0 ? null : html`/<wbr />`}${part}`);
  return html`<figcaption>
    <b><span>${rank}. ${classes[table.classIndex[row]!]!}</span>${score}</b>
    ${isFalse ? falseText(data, row) : missedText(data, row)}<br />
    <span class="dim">${name}${origin === null ? null : html`<br />${origin}`}</span>
  </figcaption>`;
}

/** The kind of error, with the object that it is about; none where the kind is that there is none. */
function falseText({ table, classes }: ReportData, row: number): string {
  const about = classes[table.groundTruthClass[row]!];
  const kind = ERROR_KINDS[table.kind[row]!]!;
  const words = ERROR_WORDS[kind];
  return kind === 'background' || about === undefined
    ? words
    : `${words}, IoU ${share(table.iou[row]!)} with ${about}`;
}

function missedText({ table }: ReportData, row: number): string {
  return table.kind[row] === MISSED
    ? 'no detection came near'
    : 'a badly placed or wrongly named detection is near';
}

/** Null where nothing is known of the network. */
function originText({ table, branches }: ReportData, row: number): string | null {
  const branch = branches[table.branch[row]!];
  const anchor = branch?.anchors[table.anchor[row]!];
  if (branch === undefined || anchor === undefined) return null;
  const [width, height] = anchor.map((side) => Math.round(side));
  return `stride ${branch.stride}, anchor ${table.anchor[row]! + 1}: ${width}\u00a0x\u00a0${height}`;
}
