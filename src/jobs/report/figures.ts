// The plots of a report, each with what it comes to and the settings it was taken at.
import { scoreHistogramFigure } from '../../plots/figures/score-histogram.ts';
import { rateCurveFigure } from '../../plots/figures/rate-curve.ts';
import { figureSvg, type PlotSize } from '../../plots/draw-figure.ts';
import type { PlotFigure } from '../../plots/figure.ts';
import { halfTheFalsePositives, usualRates } from '../../plots/rate-advice.ts';
import {
  countClasses,
  CURVE_ABSENT,
  curveSettingsText,
  SIGMA_ABSENT,
  splitConfusionFigure,
  splitErrorsFigure,
  splitPartsFigure,
  splitPrecisionRecallFigure,
  splitScoresFigure,
  splitSigmaFigure,
} from '../../plots/split-figures.ts';
import { withoutRules } from '../../plots/standalone-svg.ts';
import { settingsText, share } from '../../plots/words.ts';
import { html, Markup } from './html.ts';
import { plotDocument } from './plot-document.ts';
import type { ReportData } from './report-data.ts';

/** Px at which text has its own size; a phone shows them little smaller. */
const SIZE: PlotSize = { width: 430, height: 300 };
/** The leading curve has two columns where there are three. */
const LEADING: PlotSize = { width: 600, height: 330 };
/** A bar of the parts' plot, px. */
const BAR_HEIGHT = 26;

interface Place {
  readonly title: string;
  readonly figure: PlotFigure<unknown> | null;
  readonly settings: string;
  /** Why there is no figure. */
  readonly absent?: string;
  readonly size?: PlotSize;
}

/** All plots in the order of the page's. */
export function reportFigures(data: ReportData): Markup {
  const document = plotDocument();
  return html`<div class="plots">
    ${leadingFigure(data, document)} ${places(data).map((place) => drawPlace(place, document))}
  </div>`;
}

function places(data: ReportData): Place[] {
  const { recipe, table, classes, branches, summary, settings, scoreHistogram } = data;
  const byClass = countClasses(table, classes);
  const at = settingsText(settings);
  const anchors = branches.reduce((sum, branch) => sum + branch.anchors.length, 0);
  return [
    {
      title: 'Kinds of error',
      figure: splitErrorsFigure(summary, byClass),
      settings: at,
      absent: 'There is no class.',
    },
    { title: 'Confusion matrix', figure: splitConfusionFigure(table, classes), settings: at },
    {
      title: 'Precision and recall by class',
      figure: splitPrecisionRecallFigure(summary, byClass, settings),
      settings: curveSettingsText(summary, settings),
    },
    {
      title: 'Scores of true and false positives',
      figure: scoreHistogramFigure(scoreHistogram, settings.scoreThreshold),
      settings: at,
    },
    {
      title: 'False positives by branch and anchor',
      figure: splitPartsFigure(table, branches),
      settings: at,
      absent: 'These predictions come from another detector: nothing is known of its branches and anchors.',
      size: { ...SIZE, height: Math.max(SIZE.height, anchors * BAR_HEIGHT) },
    },
    { title: 'Reliability of the score', figure: splitScoresFigure(table), settings: at },
    {
      title: 'Reliability of sigma',
      figure: recipe?.network.gaussian === true ? splitSigmaFigure(table) : null,
      settings: at,
      absent: sigmaAbsent(data),
    },
  ];
}

function sigmaAbsent({ recipe }: ReportData): string {
  if (recipe === null) return 'Predictions of another detector say nothing of how sure it is of its boxes.';
  if (recipe.network.gaussian) return SIGMA_ABSENT;
  return 'The network has no Gaussian head: it does not say how sure it is of its boxes.';
}

function drawPlace({ title, figure, settings, absent, size = SIZE }: Place, document: object): Markup {
  return html`<figure class="plot">
    <figcaption>
      <h3>${title}</h3>
      <p class="dim small">${settings}</p>
      ${figure === null ? null : html`<p class="small">${figure.summary}</p>`}
    </figcaption>
    ${figure === null ? html`<p class="absent dim">${absent ?? 'There is nothing to show.'}</p>` : drawing(figure, size, document)}
  </figure> `;
}

/** A picture with a name, whose parts say nothing of their own. */
function drawing(figure: PlotFigure<unknown>, size: PlotSize, document: object): Markup {
  const svg = new Markup(withoutRules(figureSvg(figure, size, document)));
  return html`<div role="img" aria-label="${figure.title}. ${figure.summary}">${svg}</div>`;
}

function leadingFigure({ summary, settings }: ReportData, document: object): Markup {
  const { scoreCurve: curve, operatingPoint: here } = summary;
  const title = 'False positives per image and recall';
  if (curve.length === 0)
    return drawPlace(
      { title, figure: null, settings: settingsText(settings), absent: CURVE_ABSENT },
      document,
    );
  const figure = rateCurveFigure(curve, here);
  const offers = usualRates(curve, here);
  const half = halfTheFalsePositives(curve, here);
  return html`<figure class="plot wide">
    <figcaption>
      <h3>${title}</h3>
      <p class="dim small">${settingsText(settings)}</p>
      <p class="small">${figure.summary} The score threshold moves along the curve.</p>
    </figcaption>
    <div class="lead">
      <div class="broad">${drawing(figure, LEADING, document)}</div>
      <div class="narrow">${drawing(figure, SIZE, document)}</div>
      <div>
        ${half === null ? null : html`<p class="small">${half.text} That is a score threshold of ${share(half.point.scoreThreshold)}.</p>`}
        ${
          offers.length === 0
            ? null
            : html`<table>
                <thead>
                  <tr>
                    <th scope="col">FP/image</th>
                    <th scope="col">recall</th>
                    <th scope="col">score ≥</th>
                  </tr>
                </thead>
                <tbody>
                  ${offers.map(
                    ({ usual, point }) =>
                      html`<tr>
                        <td>≤ ${usual}</td>
                        <td>${share(point.recall, 3)}</td>
                        <td>${share(point.scoreThreshold)}</td>
                      </tr> `,
                  )}
                </tbody>
              </table>`
        }
      </div>
    </div>
  </figure> `;
}
