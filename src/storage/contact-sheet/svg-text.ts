// Text in SVG, safe against anything a file name may hold.
import type { TextStyle } from './fit-text.ts';

/** What a person has; the generic family at the end always exists. */
export const FONT_FAMILY = 'Inter, DejaVu Sans, Segoe UI, Helvetica, Arial, sans-serif';

/** Characters that XML 1.0 does not allow, even escaped; with the u flag, surrogates are those without a partner. */
// eslint-disable-next-line no-control-regex -- these characters are what is looked for.
const FORBIDDEN = /[\u0000-\u001f\u007f\ud800-\udfff\ufffe\uffff]/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML content or attribute value. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** A line of text; (x, y) px is the left (or right, or middle) end of its baseline. */
export function svgText(
  text: string,
  x: number,
  y: number,
  { size, bold = false }: TextStyle,
  fill: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" font-size="${size}"${weight} text-anchor="${anchor}" fill="${fill}">${escapeXml(text)}</text>`;
}
