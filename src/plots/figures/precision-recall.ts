// Precision over recall of each class.
import * as Plot from '@observablehq/plot';
import type { ClassMetrics, OperatingSettings } from '../../core/metrics/summary.ts';
import { outcomeRates } from '../../core/metrics/operating-point.ts';
import { MARGINS, shareAxis } from '../axes.ts';
import { colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { share, shorten } from '../words.ts';

/** Classes with a line of their own in the legend: the worst ones. */
const MOST_NAMED = 8;
/** Hues belong to outcomes and branches: classes differ in line, and the worst one in colour. */
const DASHES = ['none', '6 3', '2 2', '8 3 2 3', '10 4', '4 2', '1 3', '6 2 1 2 1 2'];
const LEGEND_LINE = 16;
const LEGEND_GAP = 12;
const THINNED = 4;
const NAME_CHARACTERS = 14;
/** About how wide a character of the legend is, px. */
const CHARACTER_WIDTH = 6.4;
/** Length of the piece of line in the legend, px, and its shape: no arrow. */
const SWATCH = 22;
const PLAIN_LINE: Plot.VectorShapeImplementation = {
  draw(path, length) {
    path.moveTo(0, 0);
    path.lineTo(0, -length);
  },
};
/** IoU at which the curves are taken. */
const CURVE_IOU = 0.5;

type Curve = Pick<ClassMetrics, 'name' | 'AP50' | 'precisionAtRecall' | 'tp' | 'fp' | 'fn'>;
interface CurvePoint {
  readonly name: string;
  readonly recall: number;
  readonly precision: number;
}

/** Up to the last recall that was reached. */
function curvePoints({ name, precisionAtRecall }: Curve): CurvePoint[] {
  const reached = precisionAtRecall.findLastIndex((precision) => precision > 0);
  const steps = precisionAtRecall.length - 1;
  return precisionAtRecall
    .slice(0, reached + 1)
    .map((precision, i) => ({ name, recall: i / steps, precision }));
}

/** @param classes those without an object have no curve @param settings of the counts, that each class's dot is put at */
export function precisionRecallFigure(
  classes: readonly Curve[],
  { matchIouThreshold }: OperatingSettings,
): PlotFigure {
  const worstFirst = classes.filter(({ AP50 }) => AP50 >= 0).sort((a, b) => a.AP50 - b.AP50);
  const named = worstFirst.slice(0, MOST_NAMED);
  const dash = new Map(named.map(({ name }, i) => [name, DASHES[i]!]));
  const tone = (name: string): string => colour(name === named[0]?.name ? 'accent' : 'text');
  const dots = named.map((curve) => {
    const { precision, recall } = outcomeRates(curve, 1);
    return { name: curve.name, precision, recall };
  });
  // Those of many classes are faint: a few points of each are enough.
  const unnamed = worstFirst
    .slice(MOST_NAMED)
    .flatMap((curve) =>
      curvePoints(curve).filter((_, i, { length }) => i % THINNED === 0 || i === length - 1),
    );
  const all = [...named.flatMap(curvePoints), ...unnamed];
  const worst = named[0];
  const longest = Math.max(0, ...named.map(({ name, AP50 }) => legendText(name, AP50).length));
  return {
    title: 'Precision and recall by class',
    summary:
      worst === undefined
        ? 'No class has an object.'
        : `Worst: ${worst.name}, AP50 ${share(worst.AP50, 3)}${worstFirst.length > MOST_NAMED ? `; the ${MOST_NAMED} worst are named` : ''}.`,
    options: {
      ...MARGINS,
      marginRight: LEGEND_GAP + SWATCH + 8 + longest * CHARACTER_WIDTH,
      x: shareAxis('recall'),
      y: { ...shareAxis('precision'), grid: true },
      marks: [
        Plot.line(unnamed, {
          x: 'recall',
          y: 'precision',
          z: 'name',
          stroke: colour('line-strong'),
          strokeWidth: 1,
        }),
        ...named.toReversed().map((curve) =>
          Plot.line(curvePoints(curve), {
            x: 'recall',
            y: 'precision',
            stroke: tone(curve.name),
            strokeWidth: 1.8,
            strokeDasharray: dash.get(curve.name)!,
          }),
        ),
        ...(matchIouThreshold === CURVE_IOU
          ? [
              Plot.dot(dots, {
                x: 'recall',
                y: 'precision',
                r: 4,
                fill: ({ name }: CurvePoint) => tone(name),
                stroke: colour('panel'),
                strokeWidth: 1.5,
              }),
            ]
          : []),
        ...named.flatMap((curve, i) => legendLine(curve, i, tone(curve.name), dash)),
      ],
    },
    hover: [
      Plot.tip(
        all,
        Plot.pointer({
          x: 'recall',
          y: 'precision',
          fill: colour('panel'),
          title: ({ name, recall, precision }: CurvePoint) =>
            `${name}\nrecall ${share(recall)}, precision ${share(precision, 3)}`,
        }),
      ),
    ],
    table: {
      columns: ['class', 'recall', 'precision'],
      rows: classes.flatMap(({ name, precisionAtRecall }) =>
        precisionAtRecall.map((precision, i) => [
          name,
          i / (precisionAtRecall.length - 1),
          precision < 0 ? null : precision,
        ]),
      ),
    },
  };
}

/** A class at the right of the curves: a piece of its line, its name and AP50. */
function legendLine(
  { name, AP50 }: Curve,
  line: number,
  stroke: string,
  dash: ReadonlyMap<string, string>,
): Plot.Markish[] {
  const dy = 6 + line * LEGEND_LINE;
  return [
    Plot.vector([name], {
      frameAnchor: 'top-right',
      dx: LEGEND_GAP,
      dy,
      length: SWATCH,
      rotate: 90,
      anchor: 'start',
      shape: PLAIN_LINE,
      stroke,
      strokeWidth: 1.8,
      strokeDasharray: dash.get(name)!,
    }),
    Plot.text([legendText(name, AP50)], {
      frameAnchor: 'top-right',
      lineAnchor: 'middle',
      textAnchor: 'start',
      dx: LEGEND_GAP + SWATCH + 6,
      dy,
      fill: colour('text'),
    }),
  ];
}

function legendText(name: string, AP50: number): string {
  return `${shorten(name, NAME_CHARACTERS)} ${share(AP50, 3)}`;
}
