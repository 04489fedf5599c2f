// Writes the worst false positives as one PNG: something to print, to send, or to pin to a wall.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ImageError } from '../images/image-error.ts';
import { sharp } from '../images/sharp-setup.ts';
import { writeAtomically } from '../runs/write-atomically.ts';
import {
  DARK_SHEET,
  MOST_TILES,
  type ContactSheet,
  type ContactSheetTheme,
  type ContactSheetTile,
} from './contact-sheet.ts';
import { layoutSheet, type Place } from './sheet-layout.ts';
import { drawOverlay } from './sheet-overlay.ts';
import type { TileDrawing } from './tile-overlay.ts';
import { cropAround, readTilePicture } from './tile-picture.ts';

/** What was written. */
export interface WrittenContactSheet {
  /** Absolute path of the PNG. */
  readonly file: string;
  /** Size of the PNG, px. */
  readonly width: number;
  readonly height: number;
  /** Number of tiles drawn. */
  readonly tiles: number;
  /** Images whose tile shows a note because the file could not be read. */
  readonly unreadable: readonly string[];
}

type Layer = {
  input: Buffer;
  raw: { width: number; height: number; channels: 3 };
  left: number;
  top: number;
};

interface RenderedTile {
  readonly drawing: TileDrawing;
  readonly layers: readonly Layer[];
}

function failureText(error: unknown): string {
  if (error instanceof ImageError) {
    return error.code === 'image-missing' ? 'image is missing' : 'image cannot be read';
  }
  throw error;
}

async function renderTile(
  tile: ContactSheetTile,
  place: Place,
  side: number,
  rank: number,
): Promise<RenderedTile> {
  const crop = cropAround(tile.box);
  const drawing = { tile, crop, place, side, rank };
  try {
    const picture = await readTilePicture(tile.imagePath, crop, side);
    if (picture === undefined) return { drawing, layers: [] };
    const { pixels, left, top, width, height } = picture;
    const raw = { width, height, channels: 3 } as const;
    return { drawing, layers: [{ input: pixels, raw, left: place.x + left, top: place.y + top }] };
  } catch (error) {
    return { drawing: { ...drawing, failure: failureText(error) }, layers: [] };
  }
}

/**
 * Writes a sheet of false positives as PNG: each tile shows the surroundings of a detection with its box, nearby ground
 * truth, class, score, error kind and image. Without tiles, the sheet says that there are none.
 * An image that cannot be read gets a tile that says so.
 */
export async function writeContactSheet(file: string, sheet: ContactSheet): Promise<WrittenContactSheet> {
  const theme: ContactSheetTheme = { ...DARK_SHEET, ...sheet.theme };
  const tiles = sheet.tiles.slice(0, MOST_TILES);
  const layout = layoutSheet(tiles.length, sheet.columns);
  const rendered: RenderedTile[] = [];
  // One at a time: pictures may be large, and only a crop of each is kept.
  for (const [i, tile] of tiles.entries()) {
    rendered.push(await renderTile(tile, layout.tiles[i]!, layout.side, i + 1));
  }
  const drawings = rendered.map(({ drawing }) => drawing);
  const { width, height, side } = layout;
  const stages = drawings.map(({ place }) => ({
    input: { create: { width: side, height: side, channels: 3 as const, background: theme.stage } },
    left: place.x,
    top: place.y,
  }));
  const overlay = Buffer.from(drawOverlay(sheet, drawings, layout, theme));
  const png = await sharp({ create: { width, height, channels: 3, background: theme.background } })
    .composite([...stages, ...rendered.flatMap(({ layers }) => layers), { input: overlay, left: 0, top: 0 }])
    .removeAlpha()
    .png()
    .toBuffer();
  const target = path.resolve(file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeAtomically(target, png);
  const unreadable = drawings.filter(({ failure }) => failure !== undefined).map(({ tile }) => tile.imageId);
  return { file: target, width, height, tiles: tiles.length, unreadable };
}
