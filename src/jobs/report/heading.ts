// The head of a report: what was evaluated, by what network, at which settings, and what it came to.
import { basename } from 'node:path';
import { plural, describeMarks } from '../../core/marks/count-marks.ts';
import { describeLeftOut } from '../../core/metrics/left-out.ts';
import { describeSettings } from '../../core/metrics/describe-settings.ts';
import type { ResolvedRecipe } from '../../contract/recipe.ts';
import { rate, share } from '../../plots/words.ts';
import { html, type Markup } from './html.ts';
import type { ReportData } from './report-data.ts';

const count = (value: number): string => value.toLocaleString('en');

/** `24 November 2026 at 19:19 UTC` */
export function dateText(time: string | Date): string {
  return `${new Date(time).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`;
}

/** Title, facts and the links to the sections. */
export function reportHeading(
  data: ReportData,
  sections: readonly (readonly [id: string, name: string])[],
): Markup {
  const { record, recipe, summary, settings, classes, branches, marks } = data;
  const evaluatedAt = record.evaluatedAt?.[summary.split];
  const hasSigma = recipe !== null && recipe.network.gaussian;
  const facts: [string, Markup | string][] = [
    ['dataset', `${record.dataset.name}, split ${summary.split}: ${plural(summary.images, 'image')}`],
    ['classes', classes.join(', ')],
    ['evaluated', evaluatedAt === undefined ? 'when is not known' : dateText(evaluatedAt)],
    ['network', recipe === null ? importedText(record.source?.file) : networkText(recipe, record.parameters)],
    ...(recipe === null ? [] : ([['anchors, px', anchorList(recipe)]] as [string, Markup][])),
    ['counted at', describeSettings(settings, { branches, classes, hasSigma }).replace('>=', '≥')],
    ...(marks === null ? [] : ([['marks', marksText(marks)]] as [string, string][])),
  ];
  return html`<header>
    <h1>${record.name}</h1>
    <p class="dim">Where this detector is right and wrong on ${summary.split} of ${record.dataset.name}.</p>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd> `,
      )}
    </dl>
    ${describeLeftOut(summary).map((text) => html`<p class="note">${text}.</p> `)}
    <nav aria-label="sections">${sections.map(([id, name]) => html`<a href="#${id}">${name}</a> `)}</nav>
  </header>`;
}

function networkText({ network, input }: ResolvedRecipe, parameters: number | null): string {
  const { preset, widthMultiple, gaussian } = network;
  return [
    preset === 'yolov3-slim' ? `${preset}, width ${widthMultiple}` : preset,
    `input ${input.width} x ${input.height} px`,
    gaussian ? 'Gaussian head' : 'no Gaussian head',
    ...(parameters === null ? [] : [`${count(parameters)} parameters`]),
  ].join(', ');
}

/** The file's name alone: its folder says nothing to who gets the report. */
function importedText(file: string | undefined): string {
  const from = file === undefined ? '' : ` (${basename(file)})`;
  return `not known: these are another detector's predictions${from}`;
}

function anchorList({ network }: ResolvedRecipe): Markup {
  const lines = network.branches.map(
    ({ stride, anchors }) =>
      html`<li>
        stride ${stride}:
        ${anchors.map(([width, height]) => `${Math.round(width)} x ${Math.round(height)}`).join(', ')}
      </li>`,
  );
  return html`<ul>
    ${lines}
  </ul>`;
}

function marksText(marks: NonNullable<ReportData['marks']>): string {
  return marks.length === 0
    ? 'none changes the labels of this split'
    : `${describeMarks(marks)} of ${plural(new Set(marks.map(({ imageId }) => imageId)).size, 'image')} added to the labels`;
}

/** The leading figures as tiles. */
export function headlineFigures({ summary }: ReportData): Markup {
  const { operatingPoint: point, coco } = summary;
  const tiles: [string, string][] = [
    ['true positives', count(point.tp)],
    ['false positives', count(point.fp)],
    ['missed', count(point.fn)],
    ['FP/image', rate(point.falsePositivesPerImage)],
    ['precision', share(point.precision, 3)],
    ['recall', share(point.recall, 3)],
    ['F1', share(point.f1, 3)],
    ['AP50', share(coco.AP50, 3)],
    ['AP (.50 to .95)', share(coco.AP, 3)],
  ];
  return html`<dl class="headline">
    ${tiles.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div> `,
    )}
  </dl>`;
}
