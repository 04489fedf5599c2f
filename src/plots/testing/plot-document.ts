// What tests look for in a drawing.
import { plotDocument } from '../../jobs/report/plot-document.ts';
import { drawFigure, figureSvg } from '../draw-figure.ts';
import type { PlotFigure } from '../figure.ts';

/** A drawing as text, with what can be counted in it. */
export interface ReadDrawing {
  readonly svg: string;
  /** Elements of a name, such as `circle`. */
  readonly count: (element: string) => number;
  /** Contents of all text elements. */
  readonly texts: readonly string[];
}

const SIZE = { width: 480, height: 300 };

/** Draws a figure of 480 x 300 px. */
export function draw(figure: PlotFigure<unknown>): ReadDrawing {
  const svg = figureSvg(figure, SIZE, plotDocument());
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text ?? '');
  return { svg, texts, count: (element) => svg.split(`<${element} `).length - 1 };
}

/** As `draw`, with what shows under a pointer. */
export function drawInteractive(figure: PlotFigure<unknown>): string {
  return (drawFigure(figure, SIZE, plotDocument(), true) as { outerHTML: string }).outerHTML;
}
