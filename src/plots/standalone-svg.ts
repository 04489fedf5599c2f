// A drawing as a file of its own: with its title, the settings it was taken at, a background, and colours as values.
import { colour, resolveColours, type PlotTheme } from './colours.ts';
import type { PlotSize } from './draw-figure.ts';

export interface Caption {
  readonly title: string;
  /** Under the title: what it is of, and the settings it was taken at. */
  readonly lines: readonly string[];
}

const PADDING = 16;
const TITLE_HEIGHT = 24;
const LINE_HEIGHT = 16;
/** Between caption and drawing. */
const GAP = 12;
const FONTS = "Inter, system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif";

/** What is not text in XML. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escape = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character]!);

/**
 * An SVG document.
 * @param drawing `outerHTML` of a drawn figure of this size
 */
export function standaloneSvg(
  drawing: string,
  size: PlotSize,
  { title, lines }: Caption,
  theme: PlotTheme,
): string {
  const width = size.width + 2 * PADDING;
  const top = PADDING + TITLE_HEIGHT + lines.length * LINE_HEIGHT + GAP;
  const height = top + size.height + PADDING;
  const line = (text: string, i: number): string =>
    `<text x="${PADDING}" y="${PADDING + TITLE_HEIGHT + 10 + i * LINE_HEIGHT}" fill="${colour('dim')}">${escape(text)}</text>`;
  return resolveColours(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"` +
      ` font-family="${FONTS}" font-size="11">` +
      `<rect width="100%" height="100%" fill="${colour('panel')}"/>` +
      `<text x="${PADDING}" y="${PADDING + 14}" font-size="15" font-weight="600" fill="${colour('text')}">${escape(title)}</text>` +
      lines.map(line).join('') +
      `<g transform="translate(${PADDING},${top})" color="${colour('dim')}">${withoutRules(drawing)}</g></svg>`,
    theme,
  );
}

/** A drawing without its own style sheet, whose rules fit it into a column of a page. */
export function withoutRules(drawing: string): string {
  return drawing.replace(/<style>[^]*?<\/style>/, '');
}
