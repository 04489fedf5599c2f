// Boxes and the coordinate space they live in.

/** Where a box's numbers are measured: pixels of the original image, pixels of the network's input, or grid cells. */
export type Space = 'image' | 'input' | 'grid';

/**
 * An axis-aligned box as two corners (xyxy). x grows to the right, y down; the right and lower edges are exclusive,
 * so width is x2 - x1. The space is a phantom: it exists for the type checker only.
 */
export interface Box<S extends Space = 'image'> {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly space?: S;
}

/** Width and height of a box or an anchor, px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Area in square units of the box's space; 0 for an empty or inverted box. */
export function boxArea<S extends Space>(box: Box<S>): number {
  return Math.max(0, box.x2 - box.x1) * Math.max(0, box.y2 - box.y1);
}
