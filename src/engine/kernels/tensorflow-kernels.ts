// The engine's kernels on the TensorFlow backend.
import { tf } from '../tf.ts';
import {
  NORMALIZE_ACTIVATE,
  NORMALIZE_ACTIVATE_GRADIENT,
  type NormalizeActivateAttributes,
} from './normalize-activate.ts';
import { registerKernel } from './register-kernel.ts';
import { registerTensorflowConvolutions } from './tensorflow-convolution.ts';
import { backend, typeAttribute, type Attribute } from './tensorflow-operations.ts';

/** Registers the kernels for the backend `tensorflow`. */
export function registerTensorflowKernels(): void {
  registerTensorflowConvolutions();
  registerNormalizeActivate();
  registerTransform();
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
