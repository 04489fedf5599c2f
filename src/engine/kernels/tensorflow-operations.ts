// TensorFlow's own operations, past tfjs' public ones.
import { tf, type Tensor } from '../tf.ts';

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
/** An attribute of an operation. */
export interface Attribute {
  name: string;
  type: number;
  value: unknown;
}

/** The running backend. */
export const backend = () => tf.backend() as unknown as TensorflowBackend;
/** The type of an operation's numbers: float32. */
export const typeAttribute = (name: string): Attribute => ({
  name,
  type: backend().binding.TF_ATTR_TYPE,
  value: backend().binding.TF_FLOAT,
});
