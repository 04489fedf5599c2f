// The necks: every subset of branches on every preset, what they connect, and the names of their layers.
import { describe, expect, it } from 'vitest';
import type { Layer, Network } from './layer.ts';
import { NECKS, type NeckName } from './necks.ts';
import { buildNetwork, DEFAULT_STRIDES } from './presets.ts';
import { networkHeads, networkShapes } from './shapes.ts';

const PRESETS = Object.keys(DEFAULT_STRIDES);
const NECK_NAMES = Object.keys(NECKS) as NeckName[];
const STRIDES = [64, 32, 16, 8, 4];
/** All 31 choices of branches. */
const SUBSETS = Array.from({ length: 2 ** STRIDES.length - 1 }, (_, i) =>
  STRIDES.filter((_stride, bit) => ((i + 1) >> bit) & 1),
);
const SIDE = 256;

const build = (preset: string, neck: NeckName, strides: readonly number[]): Network =>
  buildNetwork(preset, {
    input: { width: SIDE, height: SIDE / 2 },
    classes: 2,
    gaussian: false,
    widthMultiple: 0.5,
    neck,
    branches: strides.map((stride) => ({ stride, anchors: [{ width: 9, height: 9 }] })),
  });

/** Layers whose output a layer reads. */
function inputsOf(layer: Layer, index: number): number[] {
  if (layer.kind === 'route') return [...layer.layers];
  return layer.kind === 'shortcut' ? [index - 1, layer.from] : [index - 1];
}

/** Indices of layers that no head depends on: they could not be trained. */
function unusedLayers({ layers }: Network): number[] {
  const used = new Set<number>();
  for (let index = layers.length - 1; index >= 0; index--) {
    const layer = layers[index]!;
    if (layer.kind === 'yolo') used.add(index);
    if (used.has(index)) for (const input of inputsOf(layer, index)) used.add(input);
  }
  return layers.flatMap((_, index) => (used.has(index) ? [] : [index]));
}

describe.each(PRESETS)('%s', (preset) => {
  it.each(NECK_NAMES)('builds every subset of branches with the neck %s', (neck) => {
    for (const strides of SUBSETS) {
      const network = build(preset, neck, strides);
      const shapes = networkShapes(network);
      const heads = networkHeads(network, shapes);
      expect(heads.map(({ stride, gridWidth, gridHeight }) => [stride, gridWidth, gridHeight])).toEqual(
        strides.map((stride) => [stride, SIDE / stride, SIDE / 2 / stride]),
      );
      network.layers.forEach((layer, index) => {
        const sizes = inputsOf(layer, index).map((input) => shapes[input]);
        if (layer.kind === 'shortcut') expect(sizes[1]!.channels).toBe(sizes[0]!.channels);
        if (layer.kind !== 'route' && layer.kind !== 'shortcut') return;
        for (const size of sizes)
          expect([size!.width, size!.height, size!.stride]).toEqual([
            sizes[0]!.width,
            sizes[0]!.height,
            sizes[0]!.stride,
          ]);
      });
      expect(unusedLayers(network), strides.join()).toEqual([]);
    }
  });

  it.each(NECK_NAMES)('names every layer once with the neck %s', (neck) => {
    for (const strides of SUBSETS) {
      const roles = build(preset, neck, strides).layers.map(({ role }) => role);
      expect(roles).not.toContain(undefined);
      expect(new Set(roles).size).toBe(roles.length);
    }
  });
});

describe('the names of layers', () => {
  const roles = (neck: NeckName, strides: readonly number[]) =>
    build('yolov3-slim', neck, strides).layers.map((layer) => layer.role!);
  const convolutions = (neck: NeckName, strides: readonly number[]) =>
    new Set(
      build('yolov3-slim', neck, strides).layers.flatMap(({ kind, role }) =>
        kind === 'convolutional' ? [role!] : [],
      ),
    );

  it('say what a layer is', () => {
    expect(roles('fpn', [32, 16])).toEqual(
      expect.arrayContaining([
        'backbone.2.0',
        'backbone.8.3',
        'neck.32.0',
        'neck.16.link.from',
        'neck.16.link.0',
        'head.16.0',
        'head.16.prediction',
        'head.16.yolo',
      ]),
    );
  });

  it('are the same whatever other branches there are', () => {
    const all = convolutions('fpn', [32, 16, 8]);
    const cut = convolutions('fpn', [32, 8]);
    expect([...all].filter((role) => !cut.has(role))).toEqual(['head.16.0', 'head.16.prediction']);
    expect([...cut].filter((role) => !all.has(role))).toEqual([]);
  });

  it('are shared by necks as far as the necks are', () => {
    const fpn = convolutions('fpn', [32, 16, 8]);
    const pan = convolutions('pan', [32, 16, 8]);
    expect([...fpn].filter((role) => !pan.has(role))).toEqual([]);
    expect([...pan].filter((role) => !fpn.has(role))).toEqual([
      'neck.16.down.0',
      'neck.16.path.0',
      'neck.32.down.0',
      'neck.32.path.0',
    ]);
  });
});

describe('what a branch sees', () => {
  const fields = (neck: NeckName) =>
    networkHeads(build('yolov3-slim', neck, [32, 16, 8])).map(({ receptiveField }) => receptiveField);

  it('is at the coarsest branch the most with a way up, at the finest the least without a neck', () => {
    const [fpn, pan, bifpn, none] = (['fpn', 'pan', 'bifpn', 'none'] as const).map(fields);
    expect(none![0]).toBe(fpn![0]);
    expect(none![2]).toBeLessThan(fpn![2]!);
    expect(pan![0]).toBeGreaterThan(fpn![0]!);
    expect(bifpn![0]).toBeGreaterThan(fpn![0]!);
    expect(pan![2]).toBe(fpn![2]);
  });
});
