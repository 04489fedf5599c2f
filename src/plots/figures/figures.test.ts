// Every figure is drawn without a browser: its marks are counted, its axes named, and no coordinate is missing.
import { describe, expect, it } from 'vitest';
import { ERROR_KINDS } from '../../core/errors/error-kind.ts';
import { ERROR_WORDS } from '../../core/errors/error-words.ts';
import type { ClassMetrics, ErrorSummary } from '../../core/metrics/summary.ts';
import { formatCsv } from '../csv.ts';
import type { PlotFigure } from '../figure.ts';
import { standaloneSvg } from '../standalone-svg.ts';
import { draw, drawInteractive } from '../testing/plot-document.ts';
import { confusionFigure } from './confusion.ts';
import { errorKindsFigure } from './error-kinds.ts';
import { partErrorsFigure } from './part-errors.ts';
import { precisionRecallFigure } from './precision-recall.ts';
import { rateCurveFigure } from './rate-curve.ts';
import { scoreHistogramFigure } from './score-histogram.ts';
import { scoreReliabilityFigure } from './score-reliability.ts';
import { sigmaReliabilityFigure } from './sigma-reliability.ts';

const settings = { scoreThreshold: 0.4, nmsIouThreshold: 0.45, matchIouThreshold: 0.5, maxDetections: 300 };
const point = (scoreThreshold: number, recall: number, falsePositivesPerImage: number) => ({
  scoreThreshold,
  recall,
  falsePositivesPerImage,
  precision: 0.9,
  f1: 0.8,
});
const curve = [point(0.95, 0.1, 0), point(0.9, 0.4, 0.03), point(0.6, 0.8, 0.5), point(0.1, 0.95, 12)];
const classMetrics = (name: string, AP50: number, precisionAtRecall: number[]): ClassMetrics => ({
  name,
  AP: AP50,
  AP50,
  groundTruth: 10,
  tp: 8,
  fp: 2,
  fn: 2,
  precisionAtRecall,
});
const falling = Array.from({ length: 101 }, (_, i) => (i <= 80 ? 1 - i / 200 : 0));
const classes = [
  classMetrics('RBC', 0.9, falling),
  classMetrics('<WBC> & more', 0.7, falling),
  classMetrics(
    'none',
    -1,
    falling.map(() => -1),
  ),
];
const errors: ErrorSummary = {
  AP: 0.8,
  kinds: Object.fromEntries(
    ERROR_KINDS.map((kind, i) => [kind, { dAP: i / 100, count: 10 * i, countAtOperatingPoint: i }]),
  ) as ErrorSummary['kinds'],
  falsePositives: { dAP: 0.05 },
  falseNegatives: { dAP: 0.02 },
};
const branches = [
  {
    stride: 32,
    anchors: [
      [90, 80],
      [120, 110],
    ],
  },
  { stride: 16, anchors: [[20, 21]] },
] as const;

const figures: Readonly<Record<string, PlotFigure<unknown>>> = {
  'rate curve': rateCurveFigure(curve, curve[2]!),
  'precision and recall': precisionRecallFigure(classes, settings),
  confusion: confusionFigure(
    {
      counts: [
        [9, 1, 0],
        [2, 7, 3],
        [4, 0, 0],
      ],
    },
    ['RBC', 'WBC'],
  ),
  histogram: scoreHistogramFigure({ tp: [0, 1, 2, 9], fp: [90, 4, 1, 0] }, 0.5),
  'score reliability': scoreReliabilityFigure({
    bins: [{ from: 0.5, to: 0.55, count: 4, meanScore: 0.52, hitShare: 0.75, low: 0.3, high: 0.95 }],
    count: 4,
    expectedCalibrationError: 0.23,
  }),
  'sigma reliability': sigmaReliabilityFigure({
    bins: [
      { count: 8, predicted: 1, found: 2 },
      { count: 8, predicted: 2, found: 3 },
    ],
    count: 16,
    errorRatio: 1.8,
    rankCorrelation: 0.4,
  }),
  parts: partErrorsFigure(branches, ({ branch, anchor }) =>
    branch === 0 ? { tp: 8, fp: anchor } : undefined,
  ),
  'error kinds': errorKindsFigure(errors),
};
/** The same with nothing in them. */
const empty: Readonly<Record<string, PlotFigure<unknown>>> = {
  'rate curve': rateCurveFigure([], point(0.5, 0, 0)),
  'rate curve without false positives': rateCurveFigure([point(0.9, 0.5, 0)], point(0.9, 0.5, 0)),
  'precision and recall': precisionRecallFigure([classes[2]!], settings),
  confusion: confusionFigure(
    {
      counts: [
        [0, 0],
        [0, 0],
      ],
    },
    ['RBC'],
  ),
  histogram: scoreHistogramFigure({ tp: [0, 0], fp: [0, 0] }, 0.5),
  'score reliability': scoreReliabilityFigure({ bins: [], count: 0, expectedCalibrationError: 0 }),
  'sigma reliability': sigmaReliabilityFigure({
    bins: [{ count: 1, predicted: 0, found: 0 }],
    count: 1,
    errorRatio: 0,
    rankCorrelation: null,
  }),
  parts: partErrorsFigure(branches, () => undefined),
  'error kinds': errorKindsFigure({
    ...errors,
    kinds: Object.fromEntries(
      ERROR_KINDS.map((kind) => [kind, { dAP: 0, count: 0, countAtOperatingPoint: 0 }]),
    ) as ErrorSummary['kinds'],
  }),
};
const NO_NUMBER = /NaN|Infinity|undefined|null/;

describe.each(Object.entries(figures))('%s', (_, figure) => {
  it('is drawn, as a table has all columns, and is a document of its own', () => {
    const { svg, texts } = draw(figure);
    expect(svg).not.toMatch(NO_NUMBER);
    expect(texts.length).toBeGreaterThan(3);
    for (const row of figure.table.rows) expect(row).toHaveLength(figure.table.columns.length);
    expect(formatCsv(figure.table)).not.toMatch(NO_NUMBER);
    const size = { width: 480, height: 300 };
    const file = standaloneSvg(
      svg,
      size,
      { title: figure.title, lines: ['a < b & c', 'score ≥ 0.40'] },
      'light',
    );
    expect(file).toContain('a &lt; b &amp; c');
    expect(file).not.toContain('var(--');
    expect(file).not.toContain('<style');
  });
  it('is drawn in a page too', () => expect(drawInteractive(figure)).not.toMatch(NO_NUMBER));
  it('names its targets by places that its scales know', () => {
    for (const { x, y, label } of figure.targets ?? []) {
      if (x !== undefined) expect(figure.options.x?.domain).toContain(x);
      if (y !== undefined) expect(figure.options.y?.domain).toContain(y);
      expect(label).not.toMatch(NO_NUMBER);
    }
  });
});

it.each(Object.entries(empty))('%s: nothing is drawn as nothing', (_, figure) => {
  expect(draw(figure).svg).not.toMatch(NO_NUMBER);
  expect(figure.summary).not.toMatch(NO_NUMBER);
});

describe('what stands in them', () => {
  it('the rate curve has a logarithmic axis from below its first false positive, and its point', () => {
    const { texts, count } = draw(figures['rate curve']!);
    expect(texts).toEqual(
      expect.arrayContaining(['false positives per image →', '↑ recall', '0.02', '0.1', '1', '10']),
    );
    expect(texts).toContain('0.5 FP/image, recall .800');
    expect(count('circle')).toBe(1);
  });
  it('precision and recall have a line and a dot a class, the worst one first and in colour', () => {
    const { svg, texts, count } = draw(figures['precision and recall']!);
    expect(count('circle')).toBe(2);
    expect(texts.filter((text) => /0$/.test(text) && text.includes(' '))).toEqual(
      expect.arrayContaining(['RBC .900', '&lt;WBC&gt; &amp; more .700']),
    );
    expect(svg.match(/stroke="var\(--accent\)"/g)).not.toBeNull();
    expect(figures['precision and recall']!.summary).toBe('Worst: <WBC> & more, AP50 .700.');
    const other = precisionRecallFigure(classes, { ...settings, matchIouThreshold: 0.75 });
    expect(draw(other).count('circle')).toBe(0);
  });
  it('of many classes the worst eight are named, the others drawn thin', () => {
    const many = Array.from({ length: 12 }, (_, i) => classMetrics(`class ${i}`, i / 12, falling));
    const { svg, texts } = draw(precisionRecallFigure(many, settings));
    expect(texts.filter((text) => text.startsWith('class '))).toHaveLength(8);
    expect(texts).toContain('class 0 .000');
    expect(svg.match(/<path[^>]* d="M/g)?.length).toBeGreaterThanOrEqual(8 + 4);
  });
  it('the matrix has every place but background on background, and a target where there are boxes', () => {
    const { texts, count } = draw(figures['confusion']!);
    // Eight places, and six of them once more, in colour.
    expect(count('rect')).toBe(8 + 6);
    expect(texts).toEqual(expect.arrayContaining(['RBC', 'WBC', 'background', '9', '2', '4']));
    expect(figures['confusion']!.targets?.map(({ label }) => label)).toEqual([
      '9 boxes: RBC, found',
      '1 box: RBC, taken for WBC',
      '2 boxes: WBC, taken for RBC',
      '7 boxes: WBC, found',
      '3 objects: WBC, missed',
      '4 boxes: RBC where there is none',
    ]);
  });
  it('of many classes those with the most mistakes are shown, in their order', () => {
    // Class i is taken for class 0 i times.
    const counts = Array.from({ length: 31 }, (_, g) =>
      Array.from({ length: 31 }, (__, p) => (p === 0 && g < 30 ? g : 0)),
    );
    const figure = confusionFigure(
      { counts },
      Array.from({ length: 30 }, (_, i) => `class ${i}`),
      4,
    );
    expect(figure.options.x?.domain).toEqual(['0', '27', '28', '29', '30']);
    expect(figure.summary).toContain('26 classes with fewer mistakes are not shown.');
    expect(figure.table.rows).toHaveLength(31);
  });
  it('the histogram has a bar a bin and outcome, faint below the threshold', () => {
    const { svg, count } = draw(figures['histogram']!);
    expect(count('rect')).toBe(8);
    expect(svg.match(/fill-opacity="0.35"/g)).toHaveLength(4);
    expect(figures['histogram']!.summary).toBe('The threshold .50 cuts 94 false positives.');
  });
  it('reliabilities have a dot a bin and say what they come to', () => {
    expect(draw(figures['score reliability']!).count('circle')).toBe(1);
    expect(figures['score reliability']!.summary).toContain('Scores say .52 on average, .75 are right.');
    expect(draw(figures['sigma reliability']!).count('circle')).toBe(2);
    expect(figures['sigma reliability']!.summary).toContain('Too sure: sides are off 1.8 times');
  });
  it('anchors have a bar each in the colour of their branch; those that find nothing say so', () => {
    const { svg, texts, count } = draw(figures['parts']!);
    expect(count('rect')).toBe(6);
    expect(texts).toEqual(expect.arrayContaining(['1: 90 x 80', '1 FP · .89 right', 'nothing', 'stride 16']));
    expect(svg).toContain('var(--branch-16)');
    expect(figures['parts']!.targets).toHaveLength(1);
  });
  it('kinds of error have two bars each, on a ground', () => {
    const { texts, count } = draw(figures['error kinds']!);
    expect(count('rect')).toBe(24);
    expect(texts).toEqual(
      expect.arrayContaining([
        ...ERROR_KINDS.map((kind) => ERROR_WORDS[kind]),
        'AP that they cost',
        '.050',
        '5',
      ]),
    );
  });
});
