// Paints white cells and platelets: what the stain colours violet.
import { visitBlob } from './blob.ts';
import { stain, type DensityCanvas } from './density-canvas.ts';
import { bump } from './paint-red-cell.ts';
import type { Lobe, Platelet, Rgb, WhiteCell, WhiteCellKind } from './smear-scene.ts';
import { fractalNoise, smoothstep, valueNoise } from './value-noise.ts';

interface Stains {
  readonly cytoplasm: Rgb;
  readonly granule: Rgb;
  /** Share of the cytoplasm that granules cover, in [0, 1]. */
  readonly granularity: number;
  readonly nucleus: Rgb;
}

/** Optical densities by kind, measured by eye on Giemsa-Wright stained smears. */
const STAINS: Readonly<Record<WhiteCellKind, Stains>> = {
  neutrophil: {
    cytoplasm: [0.12, 0.28, 0.06],
    granule: [0.1, 0.24, 0.05],
    granularity: 0.5,
    nucleus: [0.68, 1.0, 0.13],
  },
  eosinophil: {
    cytoplasm: [0.1, 0.34, 0.16],
    granule: [0.1, 0.34, 0.24],
    granularity: 0.75,
    nucleus: [0.68, 0.96, 0.14],
  },
  lymphocyte: {
    cytoplasm: [0.36, 0.36, 0.05],
    granule: [0.2, 0.26, 0.06],
    granularity: 0.2,
    nucleus: [0.88, 1.1, 0.17],
  },
  monocyte: {
    cytoplasm: [0.28, 0.35, 0.1],
    granule: [0.14, 0.22, 0.06],
    granularity: 0.45,
    nucleus: [0.66, 0.92, 0.15],
  },
};
const PLATELET: Rgb = [0.5, 0.62, 0.1];
const PLATELET_GRANULE: Rgb = [0.4, 0.55, 0.08];

/** Share of what lies below that is hidden. */
const OPACITY = 0.93;
const PLATELET_OPACITY = 0.5;
const MARGIN = 3;
/** Granule size px; the noise above which a granule shows is derived from granularity. */
const GRANULE_SIZE = 1.7;
const GRANULE_EDGE = 0.6;
const GRANULE_SPAN = 1.6;
/** Clouds in the cytoplasm: size px and strength. */
const CLOUD_SIZE = 11;
const CLOUD = 0.22;
/** Clumps of chromatin: size px and strength. */
const CHROMATIN_SIZE = 6.5;
const CHROMATIN = 0.5;
/** Raggedness of the nucleus's edge: size and depth px; and the edge's half-width, px. */
const RAGGED_SIZE = 6;
const RAGGED = 1.3;
/** How ragged the cell's outline is beside its nucleus. */
const OUTLINE_RAGGED = 0.6;
const NUCLEUS_EDGE = 1.3;
/** Dark line along the outline: strength, distance inside it and width in px. */
const MEMBRANE = 0.28;
const MEMBRANE_DEPTH = 1.2;
const MEMBRANE_WIDTH = 1.4;
/** How far lobes melt into each other, relative to their radius. */
const MELT = 0.45;

/** A platelet: radius of its dark core relative to its own, stain of rim and core, grains within the core. */
const CORE_RADIUS = 0.75;
const RIM_STAIN = 0.35;
const CORE_STAIN = 0.45;
const GRAIN_SIZE = 1.9;
const GRAIN_FROM = -0.3;
const GRAIN_TO = 0.6;

/** Signed distance to a union of discs that melt into each other, px, positive inside (polynomial smooth minimum). */
function lobeDepth(lobes: readonly Lobe[], x: number, y: number): number {
  let depth = -Infinity;
  for (const lobe of lobes) {
    const own = lobe.radius - Math.hypot(x - lobe.x, y - lobe.y);
    const melt = MELT * lobe.radius;
    const blend = Math.max(0, 1 - Math.abs(own - depth) / melt);
    depth = Math.max(depth, own) + (blend * blend * melt) / 4;
  }
  return depth;
}

/** Adds a white cell to the specimen. */
export function paintWhiteCell(canvas: DensityCanvas, cell: WhiteCell): void {
  const { blob, lobes, tone, feather, textureSeed } = cell;
  const stains = STAINS[cell.kind];
  const granuleFloor = 1 - GRANULE_SPAN * stains.granularity;
  visitBlob(blob, canvas, feather + MARGIN, ({ index, dx, dy, depth }) => {
    const ragged = RAGGED * valueNoise(dx / RAGGED_SIZE, dy / RAGGED_SIZE, textureSeed);
    const coverage = smoothstep(-feather, feather, depth + OUTLINE_RAGGED * ragged);
    const nucleus = coverage * smoothstep(-NUCLEUS_EDGE, NUCLEUS_EDGE, lobeDepth(lobes, dx, dy) + ragged);
    const cytoplasm = coverage - nucleus;
    const cloud = 1 + CLOUD * fractalNoise(dx / CLOUD_SIZE, dy / CLOUD_SIZE, textureSeed + 1);
    const grain = valueNoise(dx / GRANULE_SIZE, dy / GRANULE_SIZE, textureSeed + 2);
    const granule = smoothstep(granuleFloor - GRANULE_EDGE, granuleFloor + GRANULE_EDGE, grain);
    const chromatin = 1 + CHROMATIN * fractalNoise(dx / CHROMATIN_SIZE, dy / CHROMATIN_SIZE, textureSeed + 3);
    stain(canvas, index, OPACITY * coverage, tone * cytoplasm * cloud, stains.cytoplasm);
    stain(canvas, index, 0, tone * cytoplasm * granule, stains.granule);
    stain(canvas, index, 0, tone * nucleus * chromatin, stains.nucleus);
    stain(
      canvas,
      index,
      0,
      MEMBRANE * coverage * bump(depth, MEMBRANE_DEPTH, MEMBRANE_WIDTH),
      stains.cytoplasm,
    );
  });
}

/** Adds a platelet to the specimen. */
export function paintPlatelet(canvas: DensityCanvas, platelet: Platelet): void {
  const { blob, tone, feather, textureSeed } = platelet;
  visitBlob(blob, canvas, feather + MARGIN, ({ index, dx, dy, rho, depth }) => {
    const coverage = smoothstep(-feather, feather, depth);
    const core = bump(rho, 0, CORE_RADIUS);
    const grain = smoothstep(GRAIN_FROM, GRAIN_TO, valueNoise(dx / GRAIN_SIZE, dy / GRAIN_SIZE, textureSeed));
    stain(
      canvas,
      index,
      PLATELET_OPACITY * coverage,
      tone * coverage * (RIM_STAIN + CORE_STAIN * core),
      PLATELET,
    );
    stain(canvas, index, 0, tone * coverage * core * grain, PLATELET_GRANULE);
  });
}
