// One image of the sample dataset: pixels and labels from a seed.
import type { Size } from '../boxes/box.ts';
import { composeScene } from './compose-scene.ts';
import { createDensityCanvas } from './density-canvas.ts';
import { developImage } from './develop-image.ts';
import { labelScene, type SampleLabel } from './label-scene.ts';
import { paintDebris } from './paint-debris.ts';
import { paintRedCell } from './paint-red-cell.ts';
import { paintPlatelet, paintWhiteCell } from './paint-white-cell.ts';
import type { SmearScene } from './smear-scene.ts';

/** A synthetic micrograph. */
export interface SmearImage extends Size {
  /** RGB in [0, 255], row-major, 3 bytes a pixel. */
  readonly pixels: Uint8Array;
  readonly labels: readonly SampleLabel[];
}

/** Pixels of a scene: RGB, row-major, 3 bytes a pixel. */
export function rasteriseScene(scene: SmearScene): Uint8Array {
  const canvas = createDensityCanvas(scene.width, scene.height);
  const below = scene.debris.filter(({ kind }) => kind === 'ghost' || kind === 'smudge');
  const above = scene.debris.filter((piece) => !below.includes(piece));
  for (const piece of below) paintDebris(canvas, piece, scene.exposure);
  for (const cell of scene.redCells) paintRedCell(canvas, cell, scene.exposure);
  for (const cell of scene.whiteCells) paintWhiteCell(canvas, cell);
  for (const platelet of scene.platelets) paintPlatelet(canvas, platelet);
  for (const piece of above) paintDebris(canvas, piece, scene.exposure);
  return developImage(canvas, scene.exposure);
}

/** The image that a seed stands for: the same size and seed give the same bytes. Size in px. */
export function renderSmear(image: Size, seed: number): SmearImage {
  const scene = composeScene(image, seed);
  return { ...image, pixels: rasteriseScene(scene), labels: labelScene(scene) };
}
