// Ground truth of a scene: the box of every cell of which enough can be seen.
import type { Box, Size } from '../boxes/box.ts';
import { blobArea, blobBox, outlineRadii, visitBlob, type Blob } from './blob.ts';
import { CLASS_INDEX, type SmearScene } from './smear-scene.ts';

/** A labelled cell. Box in image px, xyxy, clipped to the image. */
export interface SampleLabel {
  readonly classIndex: number;
  readonly box: Box;
}

/** A cell with less of its area than this in the image and not under other cells is not labelled. */
const LEAST_VISIBLE_FRACTION = 0.25;
/** Nor is one whose box is narrower than this, px: about a cell of YOLOv3's finest grid at its usual input size. */
export const LEAST_BOX_SIDE = 6.5;

function clipBox(box: Box, image: Size): Box {
  return {
    x1: Math.max(0, box.x1),
    y1: Math.max(0, box.y1),
    x2: Math.min(image.width, box.x2),
    y2: Math.min(image.height, box.y2),
  };
}

/** Labels in painting order: red cells, white cells, platelets. */
export function labelScene(scene: SmearScene): SampleLabel[] {
  const cells: { classIndex: number; blob: Blob }[] = [
    ...scene.redCells.map(({ blob }) => ({ classIndex: CLASS_INDEX.redCell, blob })),
    ...scene.whiteCells.map(({ blob }) => ({ classIndex: CLASS_INDEX.whiteCell, blob })),
    ...scene.platelets.map(({ blob }) => ({ classIndex: CLASS_INDEX.platelet, blob })),
  ];
  // The topmost cell at each pixel, one-based; 0 is background.
  const owner = new Uint16Array(scene.width * scene.height);
  cells.forEach(({ blob }, order) => {
    visitBlob(blob, scene, 0, ({ index }) => {
      owner[index] = order + 1;
    });
  });
  const visible = new Uint32Array(cells.length + 1);
  for (const order of owner) visible[order] = visible[order]! + 1;
  return cells.flatMap(({ classIndex, blob }, order) => {
    const radii = outlineRadii(blob);
    const box = clipBox(blobBox(blob, radii), scene);
    const side = Math.min(box.x2 - box.x1, box.y2 - box.y1);
    const fraction = visible[order + 1]! / blobArea(radii);
    return side >= LEAST_BOX_SIDE && fraction >= LEAST_VISIBLE_FRACTION ? [{ classIndex, box }] : [];
  });
}
