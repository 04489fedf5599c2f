// An irregular round outline: an ellipse whose radius is modulated by a few harmonics of the angle.
import type { Box, Size } from '../boxes/box.ts';
import type { Random } from '../random.ts';

/** One wave along the outline. */
export interface Harmonic {
  /** Waves a turn. */
  readonly order: number;
  /** Relative to the radius. */
  readonly amplitude: number;
  /** Radians. */
  readonly phase: number;
}

/** A closed outline around (x, y), image px. */
export interface Blob {
  readonly x: number;
  readonly y: number;
  /** Geometric mean of the half axes, px. */
  readonly radius: number;
  /** Long axis by short axis, at least 1. */
  readonly aspect: number;
  /** Direction of the long axis, radians. */
  readonly rotation: number;
  readonly harmonics: readonly Harmonic[];
}

/** How irregular a random outline is. */
export interface BlobShape {
  /** Largest long axis by short axis. */
  readonly maxAspect: number;
  /** Largest amplitude of the second-order wave; a wave of order n gets 2/n of it. */
  readonly roughness: number;
  /** Highest order. */
  readonly orders: number;
}

/** Angles at which an outline is tabulated. */
const OUTLINE_STEPS = 256;
const FULL_TURN = 2 * Math.PI;

/** A random outline of a given place and radius, px. */
export function createBlob(x: number, y: number, radius: number, shape: BlobShape, random: Random): Blob {
  const harmonics: Harmonic[] = [];
  for (let order = 2; order <= shape.orders; order++) {
    harmonics.push({
      order,
      amplitude: ((shape.roughness * 2) / order) * random.next(),
      phase: random.uniform(0, FULL_TURN),
    });
  }
  return {
    x,
    y,
    radius,
    aspect: random.uniform(1, shape.maxAspect),
    rotation: random.uniform(0, FULL_TURN),
    harmonics,
  };
}

/** Radii of an outline, px, at equally spaced angles; `radiusAt` reads between them. */
export function outlineRadii(blob: Blob): Float64Array {
  const radii = new Float64Array(OUTLINE_STEPS);
  const long = blob.radius * Math.sqrt(blob.aspect);
  const short = blob.radius / Math.sqrt(blob.aspect);
  for (let step = 0; step < OUTLINE_STEPS; step++) {
    const angle = (step / OUTLINE_STEPS) * FULL_TURN - blob.rotation;
    const ellipse = (long * short) / Math.hypot(short * Math.cos(angle), long * Math.sin(angle));
    let factor = 1;
    for (const wave of blob.harmonics) factor += wave.amplitude * Math.cos(wave.order * angle + wave.phase);
    radii[step] = ellipse * factor;
  }
  return radii;
}

/** Radius of a tabulated outline in a direction (dx, dy), px. */
export function radiusAt(radii: Float64Array, dx: number, dy: number): number {
  const angle = Math.atan2(dy, dx);
  const position = ((angle < 0 ? angle + FULL_TURN : angle) / FULL_TURN) * OUTLINE_STEPS;
  const step = Math.floor(position);
  const fraction = position - step;
  const before = radii[step % OUTLINE_STEPS]!;
  return before + fraction * (radii[(step + 1) % OUTLINE_STEPS]! - before);
}

/** Smallest box around an outline, image px, not clipped. */
export function blobBox(blob: Blob, radii: Float64Array = outlineRadii(blob)): Box {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let step = 0; step < OUTLINE_STEPS; step++) {
    const angle = (step / OUTLINE_STEPS) * FULL_TURN;
    const x = blob.x + radii[step]! * Math.cos(angle);
    const y = blob.y + radii[step]! * Math.sin(angle);
    x1 = Math.min(x1, x);
    y1 = Math.min(y1, y);
    x2 = Math.max(x2, x);
    y2 = Math.max(y2, y);
  }
  return { x1, y1, x2, y2 };
}

/** Area inside an outline, px squared. */
export function blobArea(radii: Float64Array): number {
  let sum = 0;
  for (const radius of radii) sum += radius * radius;
  return (sum * Math.PI) / OUTLINE_STEPS;
}

/** Where a pixel lies with respect to an outline. Lengths in px. */
export interface BlobPixel {
  /** Row-major index into the image. */
  index: number;
  /** Offset from the blob's centre. */
  dx: number;
  dy: number;
  /** 0 at the centre, 1 on the outline. */
  rho: number;
  /** Positive inside, along the ray from the centre. */
  depth: number;
}

/**
 * Calls `visit` for every pixel of the image within `margin` px of an outline or inside it.
 * The same object is passed each time. Pixel (0, 0) has its centre at (0.5, 0.5).
 */
export function visitBlob(blob: Blob, size: Size, margin: number, visit: (pixel: BlobPixel) => void): void {
  const radii = outlineRadii(blob);
  const box = blobBox(blob, radii);
  const left = Math.max(0, Math.floor(box.x1 - margin));
  const top = Math.max(0, Math.floor(box.y1 - margin));
  const right = Math.min(size.width, Math.ceil(box.x2 + margin));
  const bottom = Math.min(size.height, Math.ceil(box.y2 + margin));
  const pixel: BlobPixel = { index: 0, dx: 0, dy: 0, rho: 0, depth: 0 };
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const dx = x + 0.5 - blob.x;
      const dy = y + 0.5 - blob.y;
      const distance = Math.sqrt(dx * dx + dy * dy);
      const radius = radiusAt(radii, dx, dy);
      if (distance > radius + margin) continue;
      pixel.index = y * size.width + x;
      pixel.dx = dx;
      pixel.dy = dy;
      pixel.rho = distance / radius;
      pixel.depth = radius - distance;
      visit(pixel);
    }
  }
}
