// Shapes, parameters and receptive fields against published figures.
import { describe, expect, it } from 'vitest';
import { costDifference } from './cost-difference.ts';
import { buildNetwork, DEFAULT_STRIDES } from './presets.ts';
import { inputSizeFor, networkCost, networkHeads } from './shapes.ts';

const THREE_ANCHORS = [
  { width: 10, height: 13 },
  { width: 16, height: 30 },
  { width: 33, height: 23 },
];
const FOUR_ANCHORS = [...THREE_ANCHORS, { width: 50, height: 50 }];
const build = (
  preset: string,
  strides: readonly number[] = DEFAULT_STRIDES[preset]!,
  side = 416,
  gaussian = false,
  classes = 80,
  anchors = THREE_ANCHORS,
) =>
  buildNetwork(preset, {
    input: { width: side, height: side },
    classes,
    gaussian,
    widthMultiple: 1,
    branches: strides.map((stride) => ({ stride, anchors })),
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
    const cost = networkCost(build('yolov3'));
    const more = networkCost(build('yolov3', [32, 16, 8], 416, false, 80, FOUR_ANCHORS));
    expect(cost.candidatesPerImage).toBe(10_647);
    expect(more.candidatesPerImage).toBe(14_196);
    const difference = costDifference(cost, more);
    expect(difference.parameters).toBeCloseTo(0.0025, 4);
    expect(difference.candidatesPerImage).toBeCloseTo(1 / 3, 12);
    expect(difference.flops).toBeGreaterThan(0);
    expect(difference.flops).toBeLessThan(0.005);
    expect(costDifference(cost, cost)).toEqual({ parameters: 0, flops: 0, candidatesPerImage: 0 });
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
