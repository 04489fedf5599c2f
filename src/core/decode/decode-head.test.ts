// The decode by hand: boxes, scores, the floor, and where each candidate comes from.
import { describe, expect, it } from 'vitest';
import { createLetterbox } from '../letterbox/letterbox.ts';
import type { HeadShape } from '../network/shapes.ts';
import { candidateScores } from '../nms/scores.ts';
import type { CandidateTable } from './candidate-table.ts';
import { createCandidateBuilder, logit, sigmoid, SIGMA_FLOOR, SIZE_LOGIT_LIMIT } from './decode-head.ts';

const ANCHORS = [
  { width: 16, height: 24 },
  { width: 40, height: 20 },
];
const NEVER = -20;

function headOf({ gaussian = false, scaleXY = 1 } = {}): HeadShape {
  const layer = { kind: 'yolo', anchors: ANCHORS, classes: 2, gaussian, scaleXY } as const;
  return { layer, layerIndex: 0, gridHeight: 2, gridWidth: 3, stride: 32, receptiveField: 99 };
}

/** Logits of a 2 x 3 grid where nothing is, but for one cell and anchor. */
function logitsWith(
  head: HeadShape,
  row: number,
  column: number,
  anchor: number,
  values: number[],
): Float32Array {
  const channels = (head.layer.gaussian ? 9 : 5) + head.layer.classes;
  const logits = new Float32Array(head.gridHeight * head.gridWidth * ANCHORS.length * channels).fill(NEVER);
  logits.set(values, ((row * head.gridWidth + column) * ANCHORS.length + anchor) * channels);
  return logits;
}

const INPUT = { width: 96, height: 64 };
const UNCHANGED = createLetterbox(INPUT, INPUT);

function decode(
  head: HeadShape,
  logits: Float32Array,
  { floor = 0.01, letterbox = UNCHANGED } = {},
): CandidateTable {
  const builder = createCandidateBuilder(floor);
  builder.beginImage('a.jpg');
  builder.addHead(logits, head, 7, letterbox);
  return builder.build();
}

const boxOf = (table: CandidateTable, i = 0) =>
  [table.x1, table.y1, table.x2, table.y2].map((column) => Math.round(column[i]! * 1000) / 1000);

describe('a candidate', () => {
  it('lies in its cell, in its anchor times the exponential of its size', () => {
    const head = headOf();
    // Centre in the middle of cell (1, 2): (80, 48); twice as wide as the anchor, half as high.
    const logits = logitsWith(head, 1, 2, 0, [0, 0, Math.log(2), Math.log(0.5), 3, 2, NEVER]);
    const table = decode(head, logits);
    expect(table).toMatchObject({ length: 1, imageIds: ['a.jpg'], sigma: null });
    expect(boxOf(table)).toEqual([64, 42, 96, 54]);
    const [from] = [table].map(({ branch, row, column, anchor, classIndex }) =>
      [branch, row, column, anchor, classIndex].map((values) => values[0]),
    );
    expect(from).toEqual([7, 1, 2, 0, 0]);
    expect(table.objectness[0]).toBeCloseTo(sigmoid(3), 6);
    expect(table.classProbability[0]).toBeCloseTo(sigmoid(2), 6);
    expect(candidateScores(table)[0]).toBeCloseTo(sigmoid(3) * sigmoid(2), 6);
  });

  it('reaches past its cell by half of scaleXY - 1', () => {
    const head = headOf({ scaleXY: 2 });
    const [left, right] = [-30, 30].map((value) =>
      decode(head, logitsWith(head, 0, 1, 0, [value, 0, 0, 0, 5, 5, NEVER])),
    );
    expect(boxOf(left!)).toEqual([16 - 8, 4, 16 + 8, 28]); // cell - 0.5
    expect(boxOf(right!)).toEqual([80 - 8, 4, 80 + 8, 28]); // cell + 1.5
  });

  it('is in image px, cut at the image', () => {
    const head = headOf();
    const letterbox = createLetterbox({ width: 192, height: 96 }, INPUT); // half, with bars of 8 px above and below
    const table = decode(head, logitsWith(head, 0, 0, 1, [0, 0, 0, 0, 5, 5, NEVER]), { letterbox });
    expect(boxOf(table)).toEqual([0, 0, 72, 36]); // input px: -4 to 36, 6 to 26
  });

  it('is there once for each class that reaches the floor', () => {
    const head = headOf();
    const table = decode(head, logitsWith(head, 0, 0, 0, [0, 0, 0, 0, 5, 1, 0]));
    expect([...table.classIndex]).toEqual([0, 1]);
  });

  it('has a bounded size for any logit', () => {
    const head = headOf();
    const wide = { width: 1e6, height: 1e6 };
    const letterbox = { ...UNCHANGED, image: wide, input: wide, content: wide, offsetX: -5e5, offsetY: -5e5 };
    const table = decode(head, logitsWith(head, 0, 0, 0, [0, 0, 80, 80, 5, 5, NEVER]), { letterbox });
    expect((table.x2[0]! - table.x1[0]!) / (16 * Math.exp(SIZE_LOGIT_LIMIT))).toBeCloseTo(1, 3);
  });
});

describe('a Gaussian candidate', () => {
  const head = headOf({ gaussian: true });
  const values = (sigma: number) => [0, 0, 0, 0, sigma, sigma, sigma, sigma, 4, 3, NEVER];

  it('carries its deviations, and its score is multiplied by 1 - their mean', () => {
    const table = decode(head, logitsWith(head, 0, 0, 0, [0, 0, 0, 0, -1, 0, 1, 2, 4, 3, NEVER]));
    const expected = [-1, 0, 1, 2].map((value) => SIGMA_FLOOR + (1 - SIGMA_FLOOR) * sigmoid(value));
    expected.forEach((sigma, i) => expect(table.sigma![i]).toBeCloseTo(sigma, 6));
    const mean = expected.reduce((a, b) => a + b) / 4;
    expect(candidateScores(table)[0]).toBeCloseTo(sigmoid(4) * sigmoid(3) * (1 - mean), 6);
  });

  it('is kept where only uncertainty takes its score below the floor, so that scores can be taken without it', () => {
    const table = decode(head, logitsWith(head, 0, 0, 0, values(3)), { floor: 0.4 });
    expect(candidateScores(table)[0]).toBeLessThan(0.4);
    const criterion = { objectnessPower: 1, classPower: 1, sigmaPower: 0 };
    expect(candidateScores(table, { criterion })[0]).toBeCloseTo(sigmoid(4) * sigmoid(3), 6);
  });
});

describe('the table', () => {
  it('lists images without candidates, and keeps rows of an image together', () => {
    const head = headOf();
    const builder = createCandidateBuilder(0.01);
    const some = logitsWith(head, 0, 0, 0, [0, 0, 0, 0, 5, 5, 5]);
    for (const [imageId, logits] of [
      ['a', some],
      ['b', logitsWith(head, 0, 0, 0, [])],
      ['c', some],
    ] as const) {
      builder.beginImage(imageId);
      builder.addHead(logits, head, 0, UNCHANGED);
      builder.addHead(logits, head, 1, UNCHANGED);
    }
    const table = builder.build();
    expect(table.imageIds).toEqual(['a', 'b', 'c']);
    expect([...table.image]).toEqual([0, 0, 0, 0, 2, 2, 2, 2]);
    expect([...table.branch]).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  });

  it('has every cell, anchor and class where the floor is 0', () => {
    const logits = new Float32Array(2 * 3 * 2 * 7); // all 0
    expect(decode(headOf(), logits, { floor: 0 }).length).toBe(2 * 3 * 2 * 2);
  });

  it.each(['box', 'size', 'objectness', 'class'])(
    'leaves out, and counts, a cell and anchor whose %s is not a number',
    (what) => {
      const channel = { box: 0, size: 2, objectness: 4, class: 5 }[what]!;
      const builder = createCandidateBuilder(0.01);
      for (const imageId of ['sound', 'broken']) {
        const logits = new Float32Array(2 * 3 * 2 * 7);
        // The first anchor of the last two cells.
        if (imageId === 'broken') for (const cell of [4, 5]) logits[cell * 2 * 7 + channel] = NaN;
        builder.beginImage(imageId);
        builder.addHead(logits, headOf(), 0, UNCHANGED);
        builder.addHead(logits, headOf(), 1, UNCHANGED);
      }
      expect(builder.build().length).toBe(2 * 2 * (2 * 3 * 2 * 2) - 2 * 2 * 2);
      expect([...builder.notANumber]).toEqual([['broken', 4]]);
    },
  );

  it('counts no candidate below the floor that is not a number elsewhere', () => {
    const logits = new Float32Array(2 * 3 * 2 * 7).fill(NEVER);
    logits[0] = NaN;
    const builder = createCandidateBuilder(0.01);
    builder.beginImage('a');
    builder.addHead(logits, headOf(), 0, UNCHANGED);
    expect(builder.notANumber.size).toBe(0);
  });

  it('keeps what is exactly at the floor', () => {
    const head = headOf();
    const table = decode(head, new Float32Array(2 * 3 * 2 * 7), { floor: 0.25 }); // 0.5 * 0.5
    expect(table.length).toBe(2 * 3 * 2 * 2);
  });
});

it('logit is the inverse of sigmoid', () => {
  for (const probability of [1e-6, 0.018, 0.3, 0.5, 0.999])
    expect(sigmoid(logit(probability))).toBeCloseTo(probability, 9);
});
