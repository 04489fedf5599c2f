// Draws a figure into any document: the page's, or one without a browser.
import { plot, type Plot, type PlotOptions } from '@observablehq/plot';
import { colour } from './colours.ts';
import type { PlotFigure } from './figure.ts';

/** Px. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/** A drawing: an SVG element that also knows its scales. */
export type DrawnFigure = ReturnType<typeof plot>;
export type PlotScales = Pick<Plot, 'scale'>;

/** @param document where the elements are made @param interactive with what shows under a pointer */
export function drawFigure(
  figure: PlotFigure<unknown>,
  size: PlotSize,
  document: object,
  interactive = false,
): DrawnFigure {
  const drawn = plot({
    style: { color: colour('dim'), fontSize: '11px', fontFamily: 'inherit', overflow: 'visible' },
    ...figure.options,
    ...size,
    // Any document: Node's configuration does not know the type, and asks for none.
    document: document as NonNullable<PlotOptions['document']>,
    marks: [...(figure.options.marks ?? []), ...(interactive ? (figure.hover ?? []) : [])],
  });
  // Groups without a role may not have a name; the figure as a whole has one.
  for (const group of drawn.querySelectorAll('[aria-label]')) group.removeAttribute('aria-label');
  return drawn;
}

/** The same as text, as it stands in a page. */
export function figureSvg(figure: PlotFigure<unknown>, size: PlotSize, document: object): string {
  return drawFigure(figure, size, document).outerHTML;
}
