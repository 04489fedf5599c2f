// The presets: yolov3, yolov3-spp, yolov3-tiny and yolov3-slim, put together from a backbone, a neck and heads.
import type { Size } from '../boxes/box.ts';
import { UserError } from '../user-error.ts';
import { darknet53, slimBackbone, tinyBackbone, type Backbone } from './backbones.ts';
import { addHead, type BranchOptions } from './heads.ts';
import type { Network } from './layer.ts';
import { createLayerList } from './layer-list.ts';
import { DARKNET_NECK, slimNeck, SPP_NECK, TINY_NECK, type NeckStyle } from './neck-styles.ts';
import { NECKS, type NeckName } from './necks.ts';

/** What a preset needs to know; branches may come in any order and any subset of strides 4 to 64. */
export interface DetectorOptions {
  readonly input: Size;
  readonly classes: number;
  readonly gaussian: boolean;
  readonly branches: readonly BranchOptions[];
  /** yolov3-slim only: channels are multiplied by this and rounded to a multiple of 8. */
  readonly widthMultiple: number;
  /** `fpn` where it is left out. */
  readonly neck?: NeckName;
}

/** Strides at which each preset has branches unless told otherwise. */
export const DEFAULT_STRIDES: Readonly<Record<string, readonly number[]>> = {
  yolov3: [32, 16, 8],
  'yolov3-spp': [32, 16, 8],
  'yolov3-tiny': [32, 16],
  'yolov3-slim': [32, 16, 8],
};

/** Stride that a pyramid starts from, unless a branch is coarser still. */
const PYRAMID_STRIDE = 32;

/** The network of a preset. @throws UserError for an unknown preset or an input that the strides do not divide. */
export function buildNetwork(preset: string, options: DetectorOptions): Network {
  const { input, classes, gaussian, widthMultiple, neck = 'fpn' } = options;
  const { backbone, style } = familyOf(preset, widthMultiple);
  const branches = new Map(options.branches.map((branch) => [branch.stride, branch]));
  const strides = [...branches.keys()].sort((a, b) => b - a);
  requireDivisible(input, Math.max(PYRAMID_STRIDE, ...strides));
  const list = createLayerList();
  // Without a neck nothing reads what is coarser than the coarsest branch.
  const taps = backbone(list, neck === 'none' ? strides[0]! : Math.max(PYRAMID_STRIDE, ...strides));
  NECKS[neck](list, {
    taps,
    style,
    strides,
    addHead: (stride, channels) => {
      addHead(list, branches.get(stride)!, style, channels, { classes, gaussian });
    },
  });
  return { input, layers: list.layers };
}

function familyOf(preset: string, widthMultiple: number): { backbone: Backbone; style: NeckStyle } {
  if (preset === 'yolov3') return { backbone: darknet53, style: DARKNET_NECK };
  if (preset === 'yolov3-spp') return { backbone: darknet53, style: SPP_NECK };
  if (preset === 'yolov3-tiny') return { backbone: tinyBackbone, style: TINY_NECK };
  if (preset === 'yolov3-slim') {
    const width = (channels: number) => Math.max(8, Math.round((channels * widthMultiple) / 8) * 8);
    return { backbone: slimBackbone(width), style: slimNeck(width) };
  }
  throw new UserError({
    code: 'preset-unknown',
    message: `There is no network preset "${preset}".`,
    hint: `Choose one of ${Object.keys(DEFAULT_STRIDES).join(', ')}.`,
  });
}

function requireDivisible(input: Size, stride: number): void {
  if (input.width % stride === 0 && input.height % stride === 0) return;
  throw new UserError({
    code: 'input-not-divisible',
    message: `The input size ${input.width}x${input.height} is not a multiple of the coarsest stride, ${stride}.`,
    hint: `Choose multiples of ${stride}, for example ${Math.ceil(input.width / stride) * stride}x${Math.ceil(input.height / stride) * stride}.`,
  });
}
