// The engine's convolutions on the TensorFlow backend.
import { tf, type Tensor, type Tensor1D, type Tensor4D } from '../tf.ts';
import {
  CONVOLUTION,
  CONVOLUTION_FILTER_GRADIENT,
  CONVOLUTION_INPUT_GRADIENT,
  type ConvolutionAttributes,
} from './convolution.ts';
import {
  CONVOLVE_ACTIVATE,
  convolveThenActivate,
  type ConvolveActivateAttributes,
} from './convolve-activate.ts';
import { registerKernel, type KernelInputs } from './register-kernel.ts';
import { backend, typeAttribute, type Attribute } from './tensorflow-operations.ts';

/** Registers the convolution, its gradients, and the one with bias and activation. */
export function registerTensorflowConvolutions(): void {
  registerConvolution();
  registerKernel('tensorflow', CONVOLVE_ACTIVATE, (inputs, attributes: ConvolveActivateAttributes) => {
    if (fusesConvolutions()) return [fusedConvolution(inputs, attributes)];
    const { x, filter, bias } = inputs;
    return [convolveThenActivate(x as Tensor4D, filter as Tensor4D, bias as Tensor1D, attributes)];
  });
}

function registerConvolution(): void {
  registerKernel('tensorflow', CONVOLUTION, ({ x, filter }, attributes: ConvolutionAttributes) => [
    backend().executeSingleOutput('Conv2D', forwardAttributes(x!, filter!, attributes), [x!, filter!]),
  ]);
  registerKernel(
    'tensorflow',
    CONVOLUTION_INPUT_GRADIENT,
    ({ dy, filter }, attributes: ConvolutionAttributes & { inputShape: number[] }) => {
      const { inputShape } = attributes;
      const plan = planPadding(inputShape, filter!.shape, attributes);
      const { before, afterHeight, afterWidth } = plan.zeros ?? { before: 0, afterHeight: 0, afterWidth: 0 };
      const [batch, height, width, channels] = inputShape as [number, number, number, number];
      const padded = [batch, before + height + afterHeight, before + width + afterWidth, channels];
      const dx = backend().executeSingleOutput(
        'Conv2DBackpropInput',
        convolutionAttributes(attributes.stride, plan.rule),
        [tf.tensor1d(padded, 'int32'), filter!, dy!],
      );
      return [plan.zeros ? tf.slice(dx, [0, before, before, 0], inputShape) : dx];
    },
  );
  registerKernel(
    'tensorflow',
    CONVOLUTION_FILTER_GRADIENT,
    ({ x, dy }, attributes: ConvolutionAttributes & { filterShape: number[] }) => {
      const plan = planPadding(x!.shape, attributes.filterShape, attributes);
      return [
        backend().executeSingleOutput(
          'Conv2DBackpropFilter',
          convolutionAttributes(attributes.stride, plan.rule),
          [addZeros(x!, plan), tf.tensor1d(attributes.filterShape, 'int32'), dy!],
        ),
      ];
    },
  );
}

let fuses: boolean | undefined;

/**
 * Whether oneDNN's fused convolution can be had: asked once, with one number. On a GPU, with a library without oneDNN and with a
 * binding that cannot pass lists it cannot.
 */
export function fusesConvolutions(): boolean {
  fuses ??= !backend().isUsingGpuDevice && tryFusing();
  return fuses;
}

function tryFusing(): boolean {
  return tf.tidy(() => {
    const [x, filter, bias] = [tf.ones([1, 1, 1, 1]), tf.ones([1, 1, 1, 1]), tf.ones([1])];
    try {
      fusedConvolution({ x, filter, bias }, { stride: 1, pad: 0, slope: 1 });
      return true;
    } catch {
      return false;
    }
  });
}

/** oneDNN's fused convolution: the bias and the activation cost no passes of their own. */
function fusedConvolution({ x, filter, bias }: KernelInputs, attributes: ConvolveActivateAttributes): Tensor {
  const { binding } = backend();
  return backend().executeSingleOutput(
    '_MklNativeFusedConv2D',
    [
      ...forwardAttributes(x!, filter!, attributes),
      { name: 'num_args', type: binding.TF_ATTR_INT, value: 1 },
      { name: 'num_host_args', type: binding.TF_ATTR_INT, value: 0 },
      { name: 'TArgs', type: binding.TF_ATTR_TYPE, value: [binding.TF_FLOAT] },
      {
        name: 'fused_ops',
        type: binding.TF_ATTR_STRING,
        value: attributes.slope === 1 ? ['BiasAdd'] : ['BiasAdd', 'LeakyRelu'],
      },
      { name: 'leakyrelu_alpha', type: binding.TF_ATTR_FLOAT, value: attributes.slope },
      // The label under which oneDNN's kernels are registered.
      { name: '_kernel', type: binding.TF_ATTR_STRING, value: 'MklNameChangeOp' },
    ],
    [x!, filter!, bias!],
  );
}

/**
 * How a convolution is given to TensorFlow. Forward it pads as it is told; its gradients are up to five times slower then
 * (oneDNN's serve SAME and VALID only), so for them zeros are put around the input by hand.
 */
interface PaddingPlan {
  readonly rule: 'SAME' | 'VALID';
  /** Rows or columns of zeros before and after, for height and width; null when none are needed. */
  readonly zeros: {
    readonly before: number;
    readonly afterHeight: number;
    readonly afterWidth: number;
  } | null;
}

/**
 * SAME equals Darknet's padding at stride 1; at other strides SAME would pad below and right first. No further than the last
 * window reads.
 */
function planPadding(
  input: readonly number[],
  filter: readonly number[],
  { stride, pad }: ConvolutionAttributes,
): PaddingPlan {
  if (pad === 0) return { rule: 'VALID', zeros: null };
  if (stride === 1 && filter[0] === 2 * pad + 1 && filter[1] === filter[0])
    return { rule: 'SAME', zeros: null };
  const after = (length: number, size: number) => {
    const outputs = Math.floor((length + 2 * pad - size) / stride) + 1;
    return Math.max(0, (outputs - 1) * stride + size - length - pad);
  };
  return {
    rule: 'VALID',
    zeros: {
      before: pad,
      afterHeight: after(input[1]!, filter[0]!),
      afterWidth: after(input[2]!, filter[1]!),
    },
  };
}

function addZeros(x: Tensor, { zeros }: PaddingPlan): Tensor {
  if (!zeros) return x;
  return tf.pad(x, [
    [0, 0],
    [zeros.before, zeros.afterHeight],
    [zeros.before, zeros.afterWidth],
    [0, 0],
  ]);
}

function forwardAttributes(x: Tensor, filter: Tensor, attributes: ConvolutionAttributes): Attribute[] {
  const { rule, zeros } = planPadding(x.shape, filter.shape, attributes);
  if (!zeros) return convolutionAttributes(attributes.stride, rule);
  const { before, afterHeight, afterWidth } = zeros;
  return [
    ...convolutionAttributes(attributes.stride, 'EXPLICIT'),
    {
      name: 'explicit_paddings',
      type: backend().binding.TF_ATTR_INT,
      value: [0, 0, before, afterHeight, before, afterWidth, 0, 0],
    },
  ];
}

function convolutionAttributes(stride: number, padding: 'SAME' | 'VALID' | 'EXPLICIT'): Attribute[] {
  const { binding } = backend();
  return [
    typeAttribute('T'),
    { name: 'strides', type: binding.TF_ATTR_INT, value: [1, stride, stride, 1] },
    { name: 'padding', type: binding.TF_ATTR_STRING, value: padding },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'use_cudnn_on_gpu', type: binding.TF_ATTR_BOOL, value: true },
    { name: 'dilations', type: binding.TF_ATTR_INT, value: [1, 1, 1, 1] },
  ];
}
