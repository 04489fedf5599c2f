// Paints red cells: translucent discs with a pale centre, a dark rim and a thin bright halo.
import { visitBlob } from './blob.ts';
import { stain, type DensityCanvas } from './density-canvas.ts';
import type { Exposure, RedCell, Rgb } from './smear-scene.ts';
import { smoothstep, valueNoise } from './value-noise.ts';

/** Share of what lies below a red cell that it hides. */
const OPACITY = 0.6;
/** Extra stain in the rim, relative, and the rim's width relative to the radius. */
const RIM = 0.2;
const RIM_WIDTH = 0.16;
/** Density of the line that refraction draws along the edge, and its distance from the edge, px. */
const EDGE_LINE: Rgb = [0.085, 0.075, 0.055];
const EDGE_DEPTH = 0.9;
const EDGE_WIDTH = 1.1;
/** Brightening just outside the edge, its distance and width in px. */
const HALO: Rgb = [-0.034, -0.036, -0.03];
const HALO_DEPTH = -1.9;
const HALO_WIDTH = 1.6;
const MARGIN = 6;
/** One-sided relief: share of stain more on the shaded side. */
const RELIEF = 0.13;
/** Blotches within a cell: size in px and strength. */
const BLOTCH_SIZE = 9;
const BLOTCH = 0.07;

/** Squared distance, in widths, beyond which a bump is taken as flat: exp(-9) is a ten-thousandth. */
const BUMP_END = 9;

/** A bump of height 1 at `centre`. */
export function bump(value: number, centre: number, width: number): number {
  const t = (value - centre) / width;
  const square = t * t;
  return square > BUMP_END ? 0 : Math.exp(-square);
}

/** Adds a red cell to the specimen. */
export function paintRedCell(canvas: DensityCanvas, cell: RedCell, exposure: Exposure): void {
  const { blob, tone, feather } = cell;
  const shadeX = Math.cos(exposure.direction) / blob.radius;
  const shadeY = Math.sin(exposure.direction) / blob.radius;
  const paleRadius = cell.pallorRadius * blob.radius;
  const paleX = cell.pallorX * blob.radius;
  const paleY = cell.pallorY * blob.radius;
  const noiseSeed = exposure.noiseSeed ^ Math.round(blob.x * 16);
  visitBlob(blob, canvas, feather + MARGIN, ({ index, dx, dy, rho, depth }) => {
    const coverage = smoothstep(-feather, feather, depth);
    const px = dx - paleX;
    const py = dy - paleY;
    const paleSquare = (px * px + py * py) / (paleRadius * paleRadius);
    const pale = 1 / (1 + paleSquare * paleSquare * paleSquare);
    const thickness =
      (1 - cell.pallor * pale) *
      (1 + RIM * bump(rho, 1 - RIM_WIDTH, RIM_WIDTH)) *
      (1 + RELIEF * (dx * shadeX + dy * shadeY)) *
      (1 + BLOTCH * valueNoise(dx / BLOTCH_SIZE, dy / BLOTCH_SIZE, noiseSeed));
    const sharpness = 1 / Math.max(1, feather);
    stain(canvas, index, OPACITY * coverage, coverage * tone * thickness, exposure.hemoglobin);
    stain(canvas, index, 0, sharpness * tone * bump(depth, EDGE_DEPTH, EDGE_WIDTH), EDGE_LINE);
    stain(canvas, index, 0, sharpness * (1 - coverage) * bump(depth, HALO_DEPTH, HALO_WIDTH), HALO);
  });
}
