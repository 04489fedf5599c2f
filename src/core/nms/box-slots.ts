// Boxes of one image in numbered slots, side by side in memory, and their IoU.

/** Corners of boxes, xyxy in one space, a column for each. */
interface CornerColumns {
  readonly x1: Float32Array;
  readonly y1: Float32Array;
  readonly x2: Float32Array;
  readonly y2: Float32Array;
}

/** x1, y1, x2, y2, area. */
const STRIDE = 5;
/** Rounding moves no IoU by more than this share of itself. */
const ROUNDING = 1e-12;

export class BoxSlots {
  readonly #boxes: Float64Array;

  constructor(slots: number) {
    this.#boxes = new Float64Array(slots * STRIDE);
  }

  /** Puts the box at a position of the columns into a slot. */
  load({ x1, y1, x2, y2 }: CornerColumns, position: number, slot: number): void {
    this.store(slot, x1[position]!, y1[position]!, x2[position]!, y2[position]!);
  }

  /** Puts a box into a slot. */
  store(slot: number, left: number, top: number, right: number, bottom: number): void {
    const boxes = this.#boxes;
    const at = slot * STRIDE;
    boxes[at] = left;
    boxes[at + 1] = top;
    boxes[at + 2] = right;
    boxes[at + 3] = bottom;
    boxes[at + 4] = Math.max(0, right - left) * Math.max(0, bottom - top);
  }

  x1(slot: number): number {
    return this.#boxes[slot * STRIDE]!;
  }

  y1(slot: number): number {
    return this.#boxes[slot * STRIDE + 1]!;
  }

  x2(slot: number): number {
    return this.#boxes[slot * STRIDE + 2]!;
  }

  y2(slot: number): number {
    return this.#boxes[slot * STRIDE + 3]!;
  }

  /** IoU of two boxes; 0 where they do not touch, so a box without area overlaps nothing. */
  iou(a: number, b: number): number {
    const boxes = this.#boxes;
    const p = a * STRIDE;
    const q = b * STRIDE;
    const width = Math.min(boxes[p + 2]!, boxes[q + 2]!) - Math.max(boxes[p]!, boxes[q]!);
    if (width <= 0) return 0;
    const height = Math.min(boxes[p + 3]!, boxes[q + 3]!) - Math.max(boxes[p + 1]!, boxes[q + 1]!);
    if (height <= 0) return 0;
    const intersection = width * height;
    return intersection / (boxes[p + 4]! + boxes[q + 4]! - intersection);
  }

  /**
   * IoU of two boxes where it may be above the threshold: 0 without a closer look where their areas alone keep it below, as the
   * intersection is at most the smaller and the union at least the larger.
   */
  iouAbove(a: number, b: number, threshold: number): number {
    const areaA = this.#boxes[a * STRIDE + 4]!;
    const areaB = this.#boxes[b * STRIDE + 4]!;
    const least = threshold * (1 - ROUNDING);
    return areaA < areaB * least || areaB < areaA * least ? 0 : this.iou(a, b);
  }
}
