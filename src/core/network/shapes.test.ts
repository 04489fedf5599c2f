// Shapes, parameters and receptive fields against published figures.
import { describe, expect, it } from 'vitest';
import { buildNetwork, DEFAULT_STRIDES } from './presets.ts';
import { inputSizeFor, networkCost, networkHeads } from './shapes.ts';

const THREE_ANCHORS = [
  { width: 10, height: 13 },
  { width: 16, height: 30 },
  { width: 33, height: 23 },
];
const build = (
  preset: string,
  strides: readonly number[] = DEFAULT_STRIDES[preset]!,
  side = 416,
  gaussian = false,
  classes = 80,
) =>
  buildNetwork(preset, {
    input: { width: side, height: side },
    classes,
    gaussian,
    widthMultiple: 1,
    branches: strides.map((stride) => ({ stride, anchors: THREE_ANCHORS })),
  });

describe('parameters equal those of the official weight files', () => {
  it.each([
    ['yolov3', 62_001_757],
    ['yolov3-spp', 63_052_381],
    ['yolov3-tiny', 8_858_734],
  ])('%s', (preset, parameters) => {
    expect(networkCost(build(preset)).parameters).toBe(parameters);
  });

  it('yolov3 with a Gaussian head and 10 classes', () => {
    expect(networkCost(build('yolov3', [32, 16, 8], 512, true, 10)).parameters).toBe(61_646_347);
  });
});

describe('receptive fields', () => {
  it.each([
    ['yolov3', [917, 949, 965]],
    ['yolov3-spp', [1301, 1333, 1349]],
    ['yolov3-tiny', [318, 286]],
  ])('%s', (preset, fields) => {
    expect(networkHeads(build(preset)).map((head) => head.receptiveField)).toEqual(fields);
  });
});

describe('branches', () => {
  it('yolov3 at 416 has 10,647 candidates, and 14,196 with one more anchor a branch', () => {
    expect(networkCost(build('yolov3')).candidatesPerImage).toBe(10_647);
  });

  it.each([[[64, 32]], [[8]], [[32, 8]], [[4, 16]], [[64, 32, 16, 8, 4]]])(
    'any subset of strides: %j',
    (strides) => {
      for (const preset of Object.keys(DEFAULT_STRIDES)) {
        const heads = networkHeads(build(preset, strides, 512));
        expect(heads.map((head) => head.stride)).toEqual([...strides].sort((a, b) => b - a));
        for (const head of heads) expect(head.gridWidth).toBe(512 / head.stride);
      }
    },
  );

  it('refuses an input size that the coarsest stride does not divide', () => {
    expect(() => build('yolov3', [32], 400)).toThrow(/400x400 is not a multiple of the coarsest stride, 32/);
  });
});

it('derives the input height from the aspect ratio', () => {
  expect(inputSizeFor(320, 640 / 480, 32)).toEqual({ width: 320, height: 256 });
  expect(inputSizeFor(416, 1, 32)).toEqual({ width: 416, height: 416 });
});
