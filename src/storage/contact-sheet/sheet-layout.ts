// Where things lie on a contact sheet: a grid that leaves few gaps, with room for a header and a footer.

/** A position on the sheet, px. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Lengths in px of the sheet. */
export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  /** Side of a tile's picture, which is square. */
  readonly side: number;
  /** Top left corner of each tile. */
  readonly tiles: readonly Place[];
  /** Top of the space between header and footer. */
  readonly bodyTop: number;
  readonly bodyHeight: number;
}

export const MARGIN = 24;
export const CAPTION_HEIGHT = 52;
export const HEADER_HEIGHT = 88;
export const FOOTER_HEIGHT = 48;
const GAP = 12;
/** The header needs this much. */
const LEAST_WIDTH = 760;
/** Height of the body of a sheet without tiles. */
const EMPTY_HEIGHT = 260;
/** Side of a picture by number of columns: few pictures are shown large. */
const SIDE_BY_COLUMNS: Readonly<Record<number, number>> = { 1: 520, 2: 400, 3: 320, 4: 280, 5: 256, 6: 240 };
const SMALLEST_SIDE = 200;
const MOST_COLUMNS = 12;

/** Columns, of those that suit a number of tiles, that leave the fewest gaps; the most columns among equals. */
function chooseColumns(count: number): number {
  if (count <= 4) return Math.max(1, count);
  const [least, most] = count <= 12 ? [3, 4] : [4, 6];
  let best = most;
  for (let columns = most - 1; columns >= least; columns--) {
    const gaps = (by: number): number => Math.ceil(count / by) * by - count;
    if (gaps(columns) < gaps(best)) best = columns;
  }
  return best;
}

/** Lays out a number of tiles; `columns` is brought into the range from 1 to 12. */
export function layoutSheet(count: number, columns = chooseColumns(count)): SheetLayout {
  const across = Math.min(MOST_COLUMNS, Math.max(1, Math.round(columns)));
  const side = SIDE_BY_COLUMNS[across] ?? SMALLEST_SIDE;
  const grid = across * side + (across - 1) * GAP;
  const width = Math.max(LEAST_WIDTH, grid + 2 * MARGIN);
  const rows = Math.ceil(count / across);
  const rowHeight = side + CAPTION_HEIGHT;
  const bodyHeight = rows === 0 ? EMPTY_HEIGHT : rows * rowHeight + (rows - 1) * GAP;
  const left = Math.round((width - grid) / 2);
  const tiles = Array.from({ length: count }, (_, i) => ({
    x: left + (i % across) * (side + GAP),
    y: HEADER_HEIGHT + Math.floor(i / across) * (rowHeight + GAP),
  }));
  const height = HEADER_HEIGHT + bodyHeight + FOOTER_HEIGHT;
  return { width, height, columns: across, side, tiles, bodyTop: HEADER_HEIGHT, bodyHeight };
}
