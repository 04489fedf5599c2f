// The engine's kernels on the TensorFlow backend: TensorFlow's own operations, past tfjs' public ones.
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
import {
  NORMALIZE_ACTIVATE,
  NORMALIZE_ACTIVATE_GRADIENT,
  type NormalizeActivateAttributes,
} from './normalize-activate.ts';

/** The part of tfjs-node's backend that is used here. */
interface TensorflowBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: Readonly<
    Record<
      'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_ATTR_INT' | 'TF_ATTR_TYPE' | 'TF_FLOAT',
      number
    >
  >;
  executeSingleOutput(name: string, attributes: Attribute[], inputs: Tensor[]): Tensor;
  executeMultipleOutputs(name: string, attributes: Attribute[], inputs: Tensor[], outputs: number): Tensor[];
}
interface Attribute {
  name: string;
  type: number;
  value: unknown;
}

const backend = () => tf.backend() as unknown as TensorflowBackend;
const typeAttribute = (name: string): Attribute => ({
  name,
  type: backend().binding.TF_ATTR_TYPE,
  value: backend().binding.TF_FLOAT,
});

/** Registers the kernels for the backend `tensorflow`. */
export function registerTensorflowKernels(): void {
  registerConvolution();
  registerConvolveActivate();
  registerNormalizeActivate();
  registerTransform();
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

/** Whether this backend fuses; known from the first attempt. */
let fuses: boolean | undefined;

/** True after a convolution was fused. */
export const fusesConvolutions = (): boolean => fuses === true;

function registerConvolveActivate(): void {
  registerKernel('tensorflow', CONVOLVE_ACTIVATE, (inputs, attributes: ConvolveActivateAttributes) => {
    if (fuses !== false && !backend().isUsingGpuDevice) {
      try {
        const y = fusedConvolution(inputs, attributes);
        fuses = true;
        return [y];
      } catch (error) {
        // A binding that cannot pass lists, or a library without oneDNN.
        if (fuses) throw error;
        fuses = false;
      }
    }
    const { x, filter, bias } = inputs;
    return [convolveThenActivate(x as Tensor4D, filter as Tensor4D, bias as Tensor1D, attributes)];
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

function registerNormalizeActivate(): void {
  registerKernel(
    'tensorflow',
    NORMALIZE_ACTIVATE,
    ({ x, scale, offset }, attributes: NormalizeActivateAttributes) => {
      const empty = tf.tensor1d([], 'float32');
      const [normalized, mean, variance, ...reserves] = backend().executeMultipleOutputs(
        'FusedBatchNormV3',
        batchNormAttributes(attributes.epsilon),
        [x!, scale!, offset!, empty, empty],
        6,
      );
      const y =
        attributes.slope === 1
          ? normalized!
          : backend().executeSingleOutput('LeakyRelu', leakyAttributes(attributes.slope), [normalized!]);
      return [y, mean!, variance!, ...reserves];
    },
  );
  registerKernel(
    'tensorflow',
    NORMALIZE_ACTIVATE_GRADIENT,
    ({ dy, x, scale, y, reserve1, reserve2, reserve3 }, attributes: NormalizeActivateAttributes) => {
      // Leaky ReLU keeps the sign, so its output serves as well as its input to choose the slope.
      const dNormalized =
        attributes.slope === 1
          ? dy!
          : backend().executeSingleOutput('LeakyReluGrad', leakyAttributes(attributes.slope), [dy!, y!]);
      const gradients = backend().executeMultipleOutputs(
        'FusedBatchNormGradV3',
        batchNormAttributes(attributes.epsilon),
        [dNormalized, x!, scale!, reserve1!, reserve2!, reserve3!],
        5,
      );
      return gradients.slice(0, 3);
    },
  );
}

interface TransformAttributes {
  readonly interpolation: string;
  readonly fillMode: string;
  readonly fillValue: number;
  readonly outputShape?: [number, number];
}

/** tfjs' own `Transform` (tf.image.transform), which its TensorFlow backend lacks. */
function registerTransform(): void {
  registerKernel('tensorflow', tf.Transform, ({ image, transforms }, attributes: TransformAttributes) => {
    const { binding } = backend();
    const [, height, width] = image!.shape as [number, number, number, number];
    // One tensor, not a list: tfjs' own operation expects it so.
    return backend().executeSingleOutput(
      'ImageProjectiveTransformV3',
      [
        typeAttribute('dtype'),
        {
          name: 'interpolation',
          type: binding.TF_ATTR_STRING,
          value: attributes.interpolation.toUpperCase(),
        },
        { name: 'fill_mode', type: binding.TF_ATTR_STRING, value: attributes.fillMode.toUpperCase() },
      ],
      [
        image!,
        transforms!,
        tf.tensor1d(attributes.outputShape ?? [height, width], 'int32'),
        tf.scalar(attributes.fillValue),
      ],
    );
  });
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

function batchNormAttributes(epsilon: number): Attribute[] {
  const { binding } = backend();
  return [
    typeAttribute('T'),
    typeAttribute('U'),
    { name: 'epsilon', type: binding.TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: binding.TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: binding.TF_ATTR_BOOL, value: true },
  ];
}

function leakyAttributes(slope: number): Attribute[] {
  return [typeAttribute('T'), { name: 'alpha', type: backend().binding.TF_ATTR_FLOAT, value: slope }];
}
