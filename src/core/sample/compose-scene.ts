// A random field of view: how many cells of each class, how they are lit and stained.
import type { Size } from '../boxes/box.ts';
import { createRandom, deriveSeed, type Random } from '../random.ts';
import { createPlatelets, createRedCell, createWhiteCells } from './compose-cells.ts';
import { createDebris } from './compose-debris.ts';
import { placeRedCells, type Disc } from './place-red-cells.ts';
import type { Exposure, Rgb, SmearScene } from './smear-scene.ts';

/** Sizes of cells are given for this image; other images scale by the square root of their area. */
const NOMINAL_AREA = 320 * 240;
const RED_RADIUS = 25.5;
/** Cells drawn, least and one more than most; a quarter of the red ones falls outside. */
const RED_COUNT = [11, 25] as const;
/** Cumulative probability of 0, 1, 2, ... white cells, and platelets. */
const WHITE_COUNT = [0.1, 0.86, 1];
const PLATELET_COUNT = [0.14, 0.42, 0.68, 0.85, 0.95, 1];

/** The lamp's colour varies from greenish grey to a faint lilac; the stain from salmon to brown. */
const LIGHTS: readonly Rgb[] = [
  [206, 214, 203],
  [200, 211, 211],
  [211, 209, 206],
  [204, 207, 213],
  [213, 213, 201],
];
const HEMOGLOBINS: readonly Rgb[] = [
  [0.13, 0.38, 0.38],
  [0.14, 0.38, 0.47],
  [0.11, 0.36, 0.29],
  [0.08, 0.33, 0.37],
  [0.17, 0.37, 0.34],
];

function pick<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)]!;
}

function drawCount(cumulative: readonly number[], random: Random): number {
  const draw = random.next();
  return cumulative.findIndex((probability) => draw < probability);
}

function createExposure(unit: number, random: Random): Exposure {
  const light = pick(LIGHTS, random);
  const stain = pick(HEMOGLOBINS, random);
  const brightness = random.uniform(0.92, 1.07);
  const strength = random.uniform(0.74, 1.02);
  const cast = (): number => random.uniform(0.985, 1.015);
  return {
    light: [light[0] * brightness * cast(), light[1] * brightness * cast(), light[2] * brightness * cast()],
    vignette: random.uniform(0.04, 0.17),
    centreX: random.uniform(0.38, 0.62),
    centreY: random.uniform(0.38, 0.62),
    gradient: random.uniform(0, 0.07),
    direction: random.uniform(0, 2 * Math.PI),
    hemoglobin: [stain[0] * strength, stain[1] * strength, stain[2] * strength],
    blur: unit * random.uniform(0.55, 0.95),
    fringe: unit * random.uniform(0.2, 0.9),
    noise: random.uniform(1.6, 3.2),
    noiseSeed: random.integer(1 << 30),
  };
}

/** The field of view that a seed stands for. Size in px. Equal arguments give equal scenes. */
export function composeScene(image: Size, seed: number): SmearScene {
  const random = createRandom(deriveSeed(seed, 'smear'));
  const unit = Math.sqrt((image.width * image.height) / NOMINAL_AREA);
  const exposure = createExposure(unit, random);
  const focus = unit * random.uniform(0.7, 1.3);
  const whiteCells = createWhiteCells(image, drawCount(WHITE_COUNT, random), unit, focus, random);
  const whiteDiscs: Disc[] = whiteCells.map((cell) => cell.blob);
  const redCount = RED_COUNT[0] + random.integer(RED_COUNT[1] - RED_COUNT[0]);
  const radius = unit * RED_RADIUS * random.uniform(0.92, 1.08);
  const redDiscs = placeRedCells(image, redCount, radius, whiteDiscs, random);
  const redCells = redDiscs.map((disc) => createRedCell(disc, focus, random));
  const occupied = [...whiteDiscs, ...redDiscs];
  const platelets = createPlatelets(image, drawCount(PLATELET_COUNT, random), unit, focus, occupied, random);
  const taken = [...occupied, ...platelets.map((platelet) => platelet.blob)];
  const debris = createDebris(image, unit, redDiscs, taken, random);
  return { ...image, exposure, redCells, whiteCells, platelets, debris };
}
