// The role of cells and anchors, worked by hand on an image of the network's input size.
import { expect, it } from 'vitest';
import type { GroundTruth } from '../matching/detection.ts';
import { trainingRole, type TrainedNetwork } from './training-role.ts';

const image = { width: 64, height: 64 };
const network: TrainedNetwork = {
  input: image,
  branches: [
    { stride: 32, anchors: [[40, 40]] },
    {
      stride: 16,
      anchors: [
        [10, 10],
        [20, 12],
      ],
    },
  ],
  rule: { assignment: 'best', ratioThreshold: 1 },
  ignoreThreshold: 0.6,
};
const object = (
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  ignore?: GroundTruth['ignore'],
): GroundTruth => ({
  box: { x1, y1, x2, y2 },
  classIndex: 0,
  area: (x2 - x1) * (y2 - y1),
  ...(ignore && { ignore }),
});
/** An ignore region first, so that indices are those of the whole list. Centre of the object: 26, 10. */
const groundTruth = [object(40, 40, 64, 64, 'difficult'), object(16, 4, 36, 16)];
const at = { branch: 1, anchor: 1, row: 0, column: 1, box: { x1: 0, y1: 0, x2: 4, y2: 4 } };
const roleOf = (place: Partial<typeof at>, of = network) =>
  trainingRole(image, groundTruth, of, { ...at, ...place });

it('is positive where the assignment says so, whatever the box', () => {
  expect(roleOf({})).toEqual({ role: 'positive', object: 1 });
});

it('is negative at another cell or anchor, unless the box lies on an object', () => {
  expect(roleOf({ anchor: 0 })).toEqual({ role: 'negative' });
  expect(roleOf({ column: 2 })).toEqual({ role: 'negative' });
  // 20 x 12 against 20 x 10 of the same corner: IoU 10 / 12.
  const on = { column: 2, box: { x1: 16, y1: 4, x2: 36, y2: 14 } };
  expect(roleOf(on)).toEqual({ role: 'ignored', object: 1, iou: 10 / 12 });
  expect(roleOf(on, { ...network, ignoreThreshold: 0.9 })).toEqual({ role: 'negative' });
});

it('is ignored within an ignore region, by the share of the box that lies in it', () => {
  const inside = { branch: 0, anchor: 0, row: 1, column: 1, box: { x1: 44, y1: 40, x2: 54, y2: 50 } };
  expect(roleOf(inside)).toEqual({ role: 'ignored', object: 0, iou: 1 });
});

it('knows the letterbox: the same object of an image twice as large', () => {
  const large = { width: 128, height: 128 };
  const twice = [object(32, 8, 72, 32)];
  expect(trainingRole(large, twice, network, at)).toEqual({ role: 'positive', object: 0 });
});
