// Each thing that can be wrong with anchors is said in words, with its place.
import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../network/presets.ts';
import { networkHeads } from '../network/shapes.ts';
import { anchorWarnings } from './anchor-warnings.ts';
import { measureFit, type FitBranch } from './measure-fit.ts';
import { countDistinctSizes, sizeTable } from './size-table.ts';

const square = (side: number) => ({ width: side, height: side });
const branch = (stride: number, receptiveField: number, ...sides: number[]): FitBranch => ({
  stride,
  receptiveField,
  anchors: sides.map(square),
});
const warningsOf = (sizes: { width: number; height: number }[], ...branches: FitBranch[]) => {
  const table = sizeTable(sizes);
  const rule = { assignment: 'best', ratioThreshold: 1.6 } as const;
  return anchorWarnings({
    fit: measureFit(table, branches, { rule }),
    input: square(416),
    distinctSizes: countDistinctSizes(table),
    recallRatio: 4,
  });
};
const many = (count: number, side: number) => Array.from({ length: count }, (_, i) => square(side + i / 100));

it('nothing is said of what fits', () => {
  expect(warningsOf([...many(50, 20), ...many(50, 100)], branch(32, 300, 100), branch(8, 100, 20))).toEqual(
    [],
  );
});

describe('is said', () => {
  it.each([
    ['no objects', [], [branch(8, 99, 20)], { code: 'no-objects' }],
    [
      'one box',
      [square(20)],
      [branch(8, 99, 20, 21)],
      { code: 'few-sizes', message: 'The objects have one size, fewer than the 2 anchors.' },
    ],
    [
      'few sizes',
      [square(20), square(20), square(30)],
      [branch(8, 99, 20, 30, 40)],
      { code: 'few-sizes', message: 'The objects have 2 different sizes, fewer than the 3 anchors.' },
    ],
    [
      'a branch without anchors',
      many(9, 20),
      [branch(16, 99), branch(8, 99, 20)],
      { code: 'branch-empty', branch: 0, message: 'Stride 16 has no anchor: nothing is trained there.' },
    ],
    [
      'an anchor beyond the input',
      many(9, 20),
      [branch(8, 999, 20, 500)],
      {
        code: 'anchor-beyond-input',
        branch: 0,
        anchor: 1,
        message: 'Anchor 2 of stride 8 (500x500 px) is larger than the input (416x416 px).',
      },
    ],
    [
      'a dead anchor',
      many(9, 20),
      [branch(8, 999, 20, 300)],
      {
        code: 'anchor-dead',
        branch: 0,
        anchor: 1,
        message: 'Anchor 2 of stride 8 (300x300 px) is dead: no object trains it.',
      },
    ],
    [
      'objects beyond the field',
      [...many(30, 50), ...many(10, 120)],
      [branch(8, 100, 60)],
      {
        code: 'objects-beyond-field',
        branch: 0,
        message: 'Stride 8 sees 100 px, less than 10 of the 40 objects that it is trained for.',
      },
    ],
    [
      'a stride that is too coarse',
      [...many(30, 40), ...many(10, 20)],
      [branch(32, 100, 30), branch(8, 100, 5)],
      {
        code: 'stride-too-coarse',
        branch: 0,
        message:
          'Stride 32 is coarse for 10 of the 40 objects that it is trained for: they are smaller than a cell.',
      },
    ],
    [
      'objects smaller than any cell',
      [...many(30, 40), ...many(10, 5)],
      [branch(8, 100, 30)],
      {
        code: 'objects-below-cell',
        message: '10 of 40 objects are smaller than a cell of the finest branch (8 px).',
      },
    ],
    [
      'low recall',
      [...many(30, 40), ...many(10, 5)],
      [branch(8, 100, 30)],
      { code: 'recall-low', message: 'Only 75.0 % of the objects are within a ratio of 4 of an anchor.' },
    ],
    [
      'an aspect that is not covered',
      [...many(30, 40), { width: 10, height: 200 }],
      [branch(8, 300, 40)],
      {
        code: 'aspect-uncovered',
        message: '1 of 1 objects that are taller than 1:4 are not within a ratio of 4 of any anchor.',
      },
    ],
  ] as const)('%s', (_, sizes, branches, expected) => {
    expect(warningsOf([...sizes], ...branches)).toContainEqual(expect.objectContaining(expected));
  });
});

it('yolov3-tiny does not see its largest anchor', () => {
  const anchors = [
    [10, 14],
    [23, 27],
    [37, 58],
    [81, 82],
    [135, 169],
    [344, 319],
  ].map(([width, height]) => ({ width: width!, height: height! }));
  const heads = networkHeads(
    buildNetwork('yolov3-tiny', {
      input: square(416),
      classes: 80,
      gaussian: false,
      widthMultiple: 1,
      branches: [
        { stride: 32, anchors: anchors.slice(3) },
        { stride: 16, anchors: anchors.slice(0, 3) },
      ],
    }),
  ).map(({ stride, receptiveField, layer }) => ({ stride, receptiveField, anchors: layer.anchors }));
  expect(warningsOf(anchors, ...heads).map(({ message }) => message)).toContain(
    'Stride 32 sees 318 px, less than its largest anchor (344 px).',
  );
});
