// Paints what nobody labelled: precipitate, ghosts, smudges, bubbles, drying artefacts and scratches.
import { visitBlob, type Blob } from './blob.ts';
import { stain, type DensityCanvas } from './density-canvas.ts';
import { bump } from './paint-red-cell.ts';
import type { Debris, Exposure, Rgb } from './smear-scene.ts';
import { fractalNoise, smoothstep } from './value-noise.ts';

const PRECIPITATE: Rgb = [0.95, 1.05, 0.5];
const SMUDGE: Rgb = [0.42, 0.6, 0.16];
const DUST: Rgb = [0.5, 0.44, 0.34];
const BUBBLE_RING: Rgb = [0.6, 0.58, 0.52];
const BUBBLE_SHINE: Rgb = [-0.12, -0.12, -0.11];
const REFRACTILE_RING: Rgb = [0.55, 0.72, 0.36];
const REFRACTILE_SHINE: Rgb = [-0.1, -0.22, -0.24];
const SCRATCH_SHADE: Rgb = [0.3, 0.3, 0.28];
const SCRATCH_SHINE: Rgb = [-0.14, -0.14, -0.13];
const SPECK_EDGE = 0.8;
const SPECK_OPACITY = 0.6;
const SMUDGE_OPACITY = 0.35;
/** A ghost's stain within, and in the ring at its edge (place and width relative to the radius). */
const GHOST_INSIDE = 0.45;
const GHOST_RING = { strength: 0.75, place: 0.8, width: 0.3 };
const MARGIN = 5;
/** Length of the dark fibres within a smudge, px. */
const SMUDGE_GRAIN = 6;
/** Stain of a smudge: its mean, and how much its streaks differ from it. */
const STREAK_MEAN = 0.6;
const STREAK = 0.55;
/** A bubble's dark ring: width relative to the radius, least width px, one-sidedness. */
const BUBBLE_WIDTH = 0.09;
const BUBBLE_LEAST_WIDTH = 1.1;
const BUBBLE_RELIEF = 0.35;
/** Its faint outer ring and bright inner one: strength, and place and width in widths of the dark ring. */
const BUBBLE_OUTER = { strength: 0.3, place: -2.5, width: 1 };
const BUBBLE_INNER = { strength: 0.6, place: 3.2, width: 1.4 };
/** Width of the bright spot in a bubble and in a drying artefact, relative to the radius. */
const BUBBLE_SPOT = 0.5;
const REFRACTILE_SPOT = 0.55;
/** A drying artefact's ring: distance inside the outline and width px; mean stain and one-sidedness. */
const REFRACTILE_DEPTH = 0.4;
const REFRACTILE_WIDTH = 1.1;
const REFRACTILE_MEAN = 0.75;
const REFRACTILE_RELIEF = 0.55;
/** A scratch fades from this share of its half length on; its depth wavers with this wavelength / 2 pi, px. */
const SCRATCH_FADE = 0.6;
const SCRATCH_WAVE = 7;
const SCRATCH_WAVER = 0.3;
/** Nothing is drawn farther from a scratch than this many thicknesses. */
const SCRATCH_REACH = 6;
const SCRATCH_SHINE_PLACE = 1.9;

function paintSpeck(canvas: DensityCanvas, blob: Blob, tone: number): void {
  visitBlob(blob, canvas, MARGIN, ({ index, depth }) => {
    const coverage = smoothstep(-SPECK_EDGE, SPECK_EDGE, depth);
    stain(canvas, index, SPECK_OPACITY * coverage, tone * coverage, PRECIPITATE);
  });
}

function paintGhost(canvas: DensityCanvas, debris: Debris & { kind: 'ghost' }, exposure: Exposure): void {
  const { blob, tone, feather } = debris;
  visitBlob(blob, canvas, feather + MARGIN, ({ index, rho, depth }) => {
    const coverage = smoothstep(-feather, feather, depth);
    const ring = GHOST_INSIDE + GHOST_RING.strength * bump(rho, GHOST_RING.place, GHOST_RING.width);
    stain(canvas, index, 0, tone * coverage * ring, exposure.hemoglobin);
  });
}

function paintDust(canvas: DensityCanvas, debris: Debris & { kind: 'dust' }): void {
  const { blob, tone, feather } = debris;
  visitBlob(blob, canvas, feather + MARGIN, ({ index, depth }) => {
    stain(canvas, index, 0, tone * smoothstep(-feather, feather, depth), DUST);
  });
}

function paintSmudge(canvas: DensityCanvas, debris: Debris & { kind: 'smudge' }): void {
  const { blob, tone, feather, textureSeed } = debris;
  const [along, across] = [Math.cos(blob.rotation), Math.sin(blob.rotation)];
  visitBlob(blob, canvas, feather + MARGIN, ({ index, dx, dy, depth }) => {
    // Streaks run along the long axis, as if the cell had been wiped.
    const u = (dx * along + dy * across) / (3 * SMUDGE_GRAIN);
    const v = (dy * along - dx * across) / SMUDGE_GRAIN;
    const streak = STREAK_MEAN + STREAK * fractalNoise(u, v, textureSeed);
    const coverage = smoothstep(
      -feather,
      feather,
      depth + feather * fractalNoise(2 * u, 2 * v, textureSeed + 1),
    );
    stain(canvas, index, SMUDGE_OPACITY * coverage, tone * coverage * streak, SMUDGE);
  });
}

function paintBubble(canvas: DensityCanvas, blob: Blob, tone: number): void {
  const width = Math.max(BUBBLE_LEAST_WIDTH, BUBBLE_WIDTH * blob.radius);
  visitBlob(blob, canvas, MARGIN, ({ index, dx, dy, rho, depth }) => {
    const ring = bump(depth, width, width);
    const around = ({ strength, place, width: by }: typeof BUBBLE_OUTER): number =>
      strength * bump(depth, place * width, by * width);
    const shine = around(BUBBLE_INNER) + bump(rho, 0, BUBBLE_SPOT);
    const lit = 1 + (BUBBLE_RELIEF * (dx + dy)) / blob.radius;
    stain(canvas, index, 0, tone * (ring * lit + around(BUBBLE_OUTER)), BUBBLE_RING);
    stain(canvas, index, 0, tone * shine, BUBBLE_SHINE);
  });
}

function paintRefractile(canvas: DensityCanvas, blob: Blob, tone: number): void {
  const [litX, litY] = [Math.cos(blob.rotation) / blob.radius, Math.sin(blob.rotation) / blob.radius];
  visitBlob(blob, canvas, MARGIN, ({ index, dx, dy, rho, depth }) => {
    // Darker on one side: between a ring and a crescent.
    const lit = Math.max(0, REFRACTILE_MEAN + REFRACTILE_RELIEF * (dx * litX + dy * litY));
    stain(canvas, index, 0, tone * lit * bump(depth, REFRACTILE_DEPTH, REFRACTILE_WIDTH), REFRACTILE_RING);
    stain(canvas, index, 0, tone * bump(rho, 0, REFRACTILE_SPOT), REFRACTILE_SHINE);
  });
}

function paintScratch(canvas: DensityCanvas, scratch: Debris & { kind: 'scratch' }): void {
  const [ux, uy] = [Math.cos(scratch.direction), Math.sin(scratch.direction)];
  const half = scratch.length / 2;
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++) {
      const along = (x - scratch.x) * ux + (y - scratch.y) * uy;
      const t = along / half;
      if (t < -1 || t > 1) continue;
      const off = (y - scratch.y) * ux - (x - scratch.x) * uy - scratch.bend * (1 - t * t);
      if (Math.abs(off) > SCRATCH_REACH * scratch.thickness) continue;
      const strength =
        scratch.tone *
        smoothstep(1, SCRATCH_FADE, Math.abs(t)) *
        (1 - SCRATCH_WAVER + SCRATCH_WAVER * Math.sin(along / SCRATCH_WAVE));
      const index = y * canvas.width + x;
      stain(canvas, index, 0, strength * bump(off, 0, scratch.thickness), SCRATCH_SHADE);
      stain(
        canvas,
        index,
        0,
        strength * bump(off, SCRATCH_SHINE_PLACE * scratch.thickness, scratch.thickness),
        SCRATCH_SHINE,
      );
    }
  }
}

/** Adds a piece of debris to the specimen. */
export function paintDebris(canvas: DensityCanvas, debris: Debris, exposure: Exposure): void {
  switch (debris.kind) {
    case 'precipitate':
      for (const speck of debris.specks) paintSpeck(canvas, speck, debris.tone);
      return;
    case 'ghost':
      paintGhost(canvas, debris, exposure);
      return;
    case 'dust':
      paintDust(canvas, debris);
      return;
    case 'smudge':
      paintSmudge(canvas, debris);
      return;
    case 'bubble':
      paintBubble(canvas, debris.blob, debris.tone);
      return;
    case 'refractile':
      paintRefractile(canvas, debris.blob, debris.tone);
      return;
    case 'scratch':
      paintScratch(canvas, debris);
  }
}
