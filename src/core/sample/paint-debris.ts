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
const MARGIN = 5;
/** Length of the dark fibres within a smudge, px. */
const SMUDGE_GRAIN = 6;

function paintSpeck(canvas: DensityCanvas, blob: Blob, tone: number): void {
  visitBlob(blob, canvas, MARGIN, ({ index, depth }) => {
    const coverage = smoothstep(-SPECK_EDGE, SPECK_EDGE, depth);
    stain(canvas, index, 0.6 * coverage, tone * coverage, PRECIPITATE);
  });
}

function paintGhost(canvas: DensityCanvas, debris: Debris & { kind: 'ghost' }, exposure: Exposure): void {
  const { blob, tone, feather } = debris;
  visitBlob(blob, canvas, feather + MARGIN, ({ index, rho, depth }) => {
    const coverage = smoothstep(-feather, feather, depth);
    const ring = 0.45 + 0.75 * bump(rho, 0.8, 0.3);
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
    const streak = 0.6 + 0.55 * fractalNoise(u, v, textureSeed);
    const coverage = smoothstep(
      -feather,
      feather,
      depth + feather * fractalNoise(2 * u, 2 * v, textureSeed + 1),
    );
    stain(canvas, index, 0.35 * coverage, tone * coverage * streak, SMUDGE);
  });
}

function paintBubble(canvas: DensityCanvas, blob: Blob, tone: number): void {
  const width = Math.max(1.1, 0.09 * blob.radius);
  visitBlob(blob, canvas, MARGIN, ({ index, dx, dy, rho, depth }) => {
    const ring = bump(depth, width, width);
    const outer = 0.3 * bump(depth, -2.5 * width, width);
    const shine = 0.6 * bump(depth, 3.2 * width, 1.4 * width) + bump(rho, 0, 0.5);
    const lit = 1 + (0.35 * (dx + dy)) / blob.radius;
    stain(canvas, index, 0, tone * (ring * lit + outer), BUBBLE_RING);
    stain(canvas, index, 0, tone * shine, BUBBLE_SHINE);
  });
}

function paintRefractile(canvas: DensityCanvas, blob: Blob, tone: number): void {
  const [litX, litY] = [Math.cos(blob.rotation) / blob.radius, Math.sin(blob.rotation) / blob.radius];
  visitBlob(blob, canvas, MARGIN, ({ index, dx, dy, rho, depth }) => {
    // Darker on one side: between a ring and a crescent.
    const lit = Math.max(0, 0.75 + 0.55 * (dx * litX + dy * litY));
    stain(canvas, index, 0, tone * lit * bump(depth, 0.4, 1.1), REFRACTILE_RING);
    stain(canvas, index, 0, tone * bump(rho, 0, 0.55), REFRACTILE_SHINE);
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
      if (Math.abs(off) > 6 * scratch.thickness) continue;
      const strength = scratch.tone * smoothstep(1, 0.6, Math.abs(t)) * (0.7 + 0.3 * Math.sin(along / 7));
      const index = y * canvas.width + x;
      stain(canvas, index, 0, strength * bump(off, 0, scratch.thickness), SCRATCH_SHADE);
      stain(
        canvas,
        index,
        0,
        strength * bump(off, 1.9 * scratch.thickness, scratch.thickness),
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
