// A document without a browser, and what tests look for in a drawing.
import { parseHTML } from 'linkedom';
import { drawFigure, figureSvg } from '../draw-figure.ts';
import type { PlotFigure } from '../figure.ts';

/** An empty document in which plots can be made. */
function plotDocument(): object {
  return (parseHTML('<!doctype html><body></body>') as { document: object }).document;
}

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
