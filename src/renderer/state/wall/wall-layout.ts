// Where everything of the wall lies: lines of tiles and of headings, of which only those in view are drawn.

/** Some tiles under one heading, or without. */
export interface WallSection {
  /** Stays the same while the group does. */
  readonly id: string;
  readonly kind: 'all' | 'group' | 'single' | 'unknown';
  readonly rows: readonly number[];
  /** A closed one shows its first line only. */
  readonly open: boolean;
}

export interface WallLine {
  /** Px from the top of the wall. */
  readonly top: number;
  readonly height: number;
  readonly section: WallSection;
  /** Tiles of the line, [from, to) in `visible`; null for a heading. */
  readonly tiles: readonly [from: number, to: number] | null;
}

export interface WallLayout {
  readonly lines: readonly WallLine[];
  /** Px. */
  readonly height: number;
  /** Rows in the order in which they are seen, those of closed sections beyond the first line left out. */
  readonly visible: readonly number[];
}

export interface WallMeasures {
  readonly columns: number;
  /** Px, with the gap to what comes next. */
  readonly tileHeight: number;
  readonly headingHeight: number;
}

/** Lays sections out one below the other. */
export function layOutWall(
  sections: readonly WallSection[],
  { columns, tileHeight, headingHeight }: WallMeasures,
): WallLayout {
  const lines: WallLine[] = [];
  const visible: number[] = [];
  let top = 0;
  const add = (section: WallSection, height: number, tiles: WallLine['tiles']): void => {
    lines.push({ top, height, section, tiles });
    top += height;
  };
  for (const section of sections) {
    const rows = section.open ? section.rows : section.rows.slice(0, columns);
    if (section.kind !== 'all') add(section, headingHeight, null);
    const first = visible.length;
    for (const row of rows) visible.push(row);
    for (let from = first; from < visible.length; from += columns)
      add(section, tileHeight, [from, Math.min(visible.length, from + columns)]);
  }
  return { lines, height: top, visible };
}

/** Lines [first, last) that touch the stretch [top, bottom), px. */
export function linesWithin({ lines }: WallLayout, top: number, bottom: number): readonly [number, number] {
  const first = lowest(lines.length, (i) => lines[i]!.top + lines[i]!.height > top);
  return [
    first,
    Math.max(
      first,
      lowest(lines.length, (i) => lines[i]!.top >= bottom),
    ),
  ];
}

/** Line of tiles that holds a position of `visible`. */
export function lineAt({ lines }: WallLayout, position: number): number {
  return lowest(lines.length, (i) => endOf(lines, i) > position);
}

/** Position of the last tile up to a line. */
function endOf(lines: readonly WallLine[], line: number): number {
  return lines[line]!.tiles?.[1] ?? lines[line - 1]?.tiles?.[1] ?? 0;
}

export type Step = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/** The position of `visible` that an arrow key leads to: the same column of the next line, its end where it is shorter. */
export function stepFrom(layout: WallLayout, position: number, step: Step): number {
  const { lines, visible } = layout;
  const last = visible.length - 1;
  if (step === 'first' || last < 0) return 0;
  if (step === 'last') return last;
  if (step === 'left') return Math.max(0, position - 1);
  if (step === 'right') return Math.min(last, position + 1);
  const direction = step === 'down' ? 1 : -1;
  const here = lineAt(layout, position);
  const column = position - lines[here]!.tiles![0];
  for (let line = here + direction; line >= 0 && line < lines.length; line += direction) {
    const tiles = lines[line]!.tiles;
    if (tiles !== null) return Math.min(tiles[1] - 1, tiles[0] + column);
  }
  return position;
}

/** The least index below `count` for which it holds, as it does for all after it; `count` where it never does. */
function lowest(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
