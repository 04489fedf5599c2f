// Names for the layers of an old checkpoint.
import { expect, it } from 'vitest';
import type { Network } from './layer.ts';
import { hasRoles, nameLayers } from './name-layers.ts';
import { buildNetwork } from './presets.ts';

const build = (strides: readonly number[], preset = 'yolov3-slim'): Network =>
  buildNetwork(preset, {
    input: { width: 64, height: 64 },
    classes: 2,
    gaussian: false,
    widthMultiple: 0.5,
    branches: strides.map((stride) => ({ stride, anchors: [{ width: 9, height: 9 }] })),
  });
const nameless = ({ input, layers }: Network): Network => ({
  input,
  layers: layers.map((layer) => {
    const copy: { role?: string } & typeof layer = { ...layer };
    delete copy.role;
    return copy;
  }),
});

it('are those of the same network built anew', () => {
  const network = build([32, 16]);
  expect(hasRoles(network)).toBe(true);
  expect(hasRoles(nameless(network))).toBe(false);
  expect(nameLayers(nameless(network), network)).toEqual(network);
});

it('are not given where the layers are others', () => {
  expect(nameLayers(nameless(build([32, 16])), build([32, 8]))).toBeNull();
  expect(nameLayers(nameless(build([32, 16])), build([32, 16], 'yolov3-tiny'))).toBeNull();
});
