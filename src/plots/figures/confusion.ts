// The confusion matrix, with background as its last row and column.
import * as Plot from '@observablehq/plot';
import type { ConfusionCell, ConfusionMatrix } from '../../core/analysis/confusion.ts';
import { colour } from '../colours.ts';
import type { PlotFigure } from '../figure.ts';
import { counted, shorten } from '../words.ts';

const BACKGROUND = 'background';
/** Of a label, and about how wide a character of it is, px. */
const LABEL_CHARACTERS = 14;
const CHARACTER_WIDTH = 6.2;
/** More columns than these need slanted names. */
const UPRIGHT_COLUMNS = 5;
/** A cell that holds its whole row; fainter ones follow by the square root, so that rare confusions are seen. */
const STRONGEST = 0.52;

/** Above and left of the first cell: what the axes are; px that they need. */
const CORNER_WIDTH = 98;
const CORNER = { frameAnchor: 'top-left', fontWeight: 600 } as const;

/** Classes to show where there are too many: those with the most confusions, in their order. */
function worstClasses(counts: ConfusionMatrix['counts'], most: number): readonly number[] {
  const background = counts.length - 1;
  const classes = Array.from({ length: background }, (_, c) => c);
  if (background <= most) return classes;
  const mistakes = classes.map((c) =>
    counts.reduce((total, row, g) => total + (g === c ? 0 : row[c]!) + (g === c ? 0 : counts[c]![g]!), 0),
  );
  return classes
    .toSorted((a, b) => mistakes[b]! - mistakes[a]!)
    .slice(0, most)
    .sort((a, b) => a - b);
}

/** Right on the diagonal; missed in the last column; elsewhere false. */
function cellColour(row: number, column: number, background: number): string {
  if (row === column) return colour('tp');
  return colour(column === background ? 'fn' : 'fp');
}

/** Each cell stands for its boxes. @param classNames of all classes @param most classes that are shown */
export function confusionFigure(
  { counts }: Pick<ConfusionMatrix, 'counts'>,
  classNames: readonly string[],
  most = 12,
): PlotFigure<ConfusionCell> {
  const background = classNames.length;
  const shown = [...worstClasses(counts, most), background];
  const nameOf = (index: number): string => classNames[index] ?? BACKGROUND;
  const classOf = (index: number): number | null => (index === background ? null : index);
  const cells = shown.flatMap((row) => {
    const whole = Math.max(
      1,
      ...(row === background ? counts[row]! : [counts[row]!.reduce((a, b) => a + b, 0)]),
    );
    return shown.flatMap((column) => {
      if (row === background && column === background) return [];
      const count = counts[row]![column]!;
      return [{ row, column, x: String(column), y: String(row), count, weight: Math.sqrt(count / whole) }];
    });
  });
  type Cell = (typeof cells)[number];
  const label = (key: string): string => shorten(nameOf(Number(key)), LABEL_CHARACTERS);
  const longest = Math.max(...shown.map((index) => label(String(index)).length)) * CHARACTER_WIDTH;
  const slanted = shown.length > UPRIGHT_COLUMNS;
  const marginTop = slanted ? 28 + longest * 0.62 : 40;
  const scale = { domain: shown.map(String), tickSize: 0, tickFormat: label, padding: 0.06 };
  const mistakes = cells.filter(
    ({ row, column }) => row !== column && row !== background && column !== background,
  );
  const worst = mistakes.toSorted((a, b) => b.count - a.count)[0];
  const left = classNames.length + 1 - shown.length;
  return {
    title: 'Confusion matrix',
    summary:
      (worst === undefined || worst.count === 0
        ? 'No class is taken for another.'
        : `Most often ${nameOf(worst.row)} is taken for ${nameOf(worst.column)}: ${counted(worst.count, 'time', 'times')}.`) +
      (left > 0 ? ` ${left} classes with fewer mistakes are not shown.` : ''),
    options: {
      marginLeft: Math.max(longest + 16, CORNER_WIDTH),
      marginRight: slanted ? 8 + longest * 0.5 : 8,
      marginTop,
      marginBottom: 8,
      x: {
        ...scale,
        axis: 'top',
        label: null,
        ...(slanted && { tickRotate: -38 }),
      },
      y: { ...scale, label: null },
      marks: [
        Plot.text(['predicted'], { ...CORNER, dy: 6 - marginTop, textAnchor: 'start' }),
        Plot.text(['ground truth'], { ...CORNER, dx: -8, dy: -8, textAnchor: 'end' }),
        Plot.cell(cells, { x: 'x', y: 'y', fill: colour('raised'), rx: 3 }),
        Plot.cell(
          cells.filter(({ count }) => count > 0),
          {
            x: 'x',
            y: 'y',
            fill: ({ row, column }: Cell) => cellColour(row, column, background),
            fillOpacity: ({ weight }: Cell) => 0.06 + STRONGEST * weight,
            rx: 3,
          },
        ),
        Plot.text(
          cells.filter(({ count }) => count > 0),
          {
            x: 'x',
            y: 'y',
            text: ({ count }: Cell) => count.toLocaleString('en'),
            fill: colour('text'),
            fontSize: shown.length > 9 ? 9 : 12,
          },
        ),
      ],
    },
    targets: cells
      .filter(({ count }) => count > 0)
      .map(({ row, column, x, y, count }) => ({
        x,
        y,
        label: describeCell(nameOf(row), nameOf(column), count),
        value: { groundTruthClass: classOf(row), predictedClass: classOf(column) },
      })),
    table: {
      columns: ['ground_truth', ...classNames, BACKGROUND],
      rows: counts.map((row, index) => [nameOf(index), ...row]),
    },
  };
}

function describeCell(groundTruth: string, predicted: string, count: number): string {
  const boxes = counted(count, 'box', 'boxes');
  if (groundTruth === predicted) return `${boxes}: ${groundTruth}, found`;
  if (predicted === BACKGROUND) return `${counted(count, 'object', 'objects')}: ${groundTruth}, missed`;
  if (groundTruth === BACKGROUND) return `${boxes}: ${predicted} where there is none`;
  return `${boxes}: ${groundTruth}, taken for ${predicted}`;
}
