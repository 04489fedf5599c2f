// Shortens text to a width without knowing the font: estimates err on the wide side, so nothing is cut.

/**
 * Advance widths of the printable ASCII characters in hundredths of the font size: DejaVu Sans, which is wider than
 * Inter, Arial, Helvetica, Liberation and Noto Sans.
 */
const ASCII_WIDTHS = [
  32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34,
  34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73,
  68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63,
  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];
const FIRST_ASCII = 32;
/** Other scripts, and those written in squares (Chinese, Japanese, Korean, emoji). */
const OTHER_WIDTH = 80;
const SQUARE_WIDTH = 110;
const FIRST_SQUARE = 0x2e80;
/** How much wider bold is; 15 % covers every ASCII letter but a few narrow ones that gain 7 px at 40. */
const BOLD_FACTOR = 1.15;
const ELLIPSIS = '…';

/** How text is set. */
export interface TextStyle {
  /** Font size, px. */
  readonly size: number;
  readonly bold?: boolean;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code >= FIRST_SQUARE) return SQUARE_WIDTH;
  return character === ELLIPSIS ? 100 : (ASCII_WIDTHS[code - FIRST_ASCII] ?? OTHER_WIDTH);
}

/** Width of text in px, rather too much than too little. */
export function estimateTextWidth(text: string, { size, bold = false }: TextStyle): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return (width / 100) * size * (bold ? BOLD_FACTOR : 1);
}

/** The text, or as much of its beginning (or end) as fits the width in px, with an ellipsis for the rest. */
export function fitText(
  text: string,
  width: number,
  style: TextStyle,
  keep: 'start' | 'end' = 'start',
): string {
  if (estimateTextWidth(text, style) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0) {
    if (keep === 'start') characters.pop();
    else characters.shift();
    const kept = characters.join('');
    const short = keep === 'start' ? kept.trimEnd() + ELLIPSIS : ELLIPSIS + kept.trimStart();
    if (estimateTextWidth(short, style) <= width) return short;
  }
  return '';
}
