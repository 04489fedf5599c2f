// The tensors' decode against core's, the one decode, on random logits.
import { expect, it } from 'vitest';
import { createCandidateBuilder } from '../../core/decode/decode-head.ts';
import { createLetterbox } from '../../core/letterbox/letterbox.ts';
import { channelLayout, channelsPerAnchor } from '../../core/network/layer.ts';
import type { HeadShape } from '../../core/network/shapes.ts';
import { BACKENDS, describeBackends, read } from '../testing/backends.ts';
import { largestDifference, normalNumbers } from '../testing/numbers.ts';
import { tf } from '../tf.ts';
import { PRIOR_SIZE, priorsOf } from '../priors.ts';
import { boxesFromOffsets, predictedOffsets, targetOffsets } from './box-offsets.ts';
import { sigmaFromLogits } from './gaussian-loss.ts';

const TOLERANCE = 1e-4;
const STRIDE = 16;

function headOf(scaleXY: number): HeadShape {
  const anchors = [
    { width: 12, height: 20 },
    { width: 30, height: 18 },
    { width: 7.5, height: 9.5 },
  ];
  const layer = { kind: 'yolo', anchors, classes: 1, gaussian: true, scaleXY } as const;
  return { layer, layerIndex: 0, gridHeight: 4, gridWidth: 6, stride: STRIDE, receptiveField: 99 };
}

describeBackends('boxes of a head', BACKENDS, () => {
  it.each([1, 2])('agree with decodeHead, scaleXY %d', async (scaleXY) => {
    const head = headOf(scaleXY);
    const { gridHeight, gridWidth, layer } = head;
    const input = { width: gridWidth * STRIDE, height: gridHeight * STRIDE };
    const channels = channelsPerAnchor(layer);
    const rows = gridHeight * gridWidth * layer.anchors.length;
    const logits = normalNumbers(rows * channels, 7, 1.5);
    logits[2] = 12; // larger than the limit of sizes

    // An image of the input's size: its letterbox changes nothing, so image px are input px.
    const builder = createCandidateBuilder(0);
    builder.beginImage('a');
    builder.addHead(logits, head, 0, createLetterbox(input, input));
    const table = builder.build();

    const [boxes, sigma] = tf.tidy(() => {
      const all = tf.tensor2d(logits, [rows, channels]);
      const priors = tf.tensor2d(priorsOf([head]).values, [rows, PRIOR_SIZE]);
      const offsets = predictedOffsets(tf.slice(all, [0, 0], [-1, 4]), priors);
      const sigmaLogits = tf.slice(all, [0, channelLayout(true).sigma], [-1, 4]);
      return [boxesFromOffsets(offsets, priors), sigmaFromLogits(sigmaLogits)] as const;
    });
    const [corners, deviations] = await read(boxes, sigma);

    expect(table.length).toBeGreaterThan(rows * 0.8);
    for (let i = 0; i < table.length; i++) {
      const at = (table.row[i]! * gridWidth + table.column[i]!) * layer.anchors.length + table.anchor[i]!;
      const [x1, y1, x2, y2] = corners!.subarray(4 * at, 4 * at + 4);
      const cut = (value: number, limit: number) => Math.max(0, Math.min(limit, value));
      const expected = [
        cut(x1!, input.width),
        cut(y1!, input.height),
        cut(x2!, input.width),
        cut(y2!, input.height),
      ];
      expect(
        largestDifference([table.x1[i]!, table.y1[i]!, table.x2[i]!, table.y2[i]!], expected),
      ).toBeLessThan(TOLERANCE);
      expect(
        largestDifference(table.sigma!.subarray(4 * i, 4 * i + 4), deviations!.subarray(4 * at, 4 * at + 4)),
      ).toBeLessThan(TOLERANCE);
    }
  });

  it('and targetOffsets are inverse to each other', async () => {
    const goals = [
      [20, 10, 44, 30],
      [3, 40, 9.5, 52],
    ];
    const priors = [
      [2, 1, 30, 18, STRIDE, 2],
      [0, 2, 7.5, 9.5, STRIDE, 2],
    ];
    const back = tf.tidy(() => {
      const [goal, prior] = [tf.tensor2d(goals), tf.tensor2d(priors)];
      return boxesFromOffsets(targetOffsets(goal, prior), prior);
    });
    const [values] = await read(back);
    expect(largestDifference(values!, goals.flat())).toBeLessThan(TOLERANCE);
  });
});
