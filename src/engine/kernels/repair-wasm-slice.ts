// tfjs' slice and split on WebAssembly copy the whole input out of the heap for every part that they take from it.
import { tf, type Tensor } from '../tf.ts';
import { replaceKernel } from './register-kernel.ts';

/** The part of tfjs' WebAssembly backend that is used here. */
interface WasmBackend {
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
  /** A view into the heap; it is void after the next allocation. */
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}

/** Replaces both kernels by ones that copy only what is wanted. To be called before the backend starts. */
export function repairWasmSlice(): void {
  replaceKernel('wasm', tf.Slice, (original) => (call) => {
    const x = call.inputs.x as Tensor;
    const { begin, size } = call.attrs as unknown as { begin: number | number[]; size: number | number[] };
    if (x.dtype === 'string') return original(call);
    const [from, lengths] = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
    return cut(call.backend as WasmBackend, x, from, lengths);
  });
  replaceKernel('wasm', tf.SplitV, (original) => (call) => {
    const x = call.inputs.x as Tensor;
    const { numOrSizeSplits, axis } = call.attrs as unknown as {
      numOrSizeSplits: number | number[];
      axis: number;
    };
    if (x.dtype === 'string') return original(call);
    const along = axis < 0 ? axis + x.shape.length : axis;
    let at = 0;
    return tf.backend_util.prepareSplitSize(x, numOrSizeSplits, along).map((length) => {
      const from = x.shape.map((_, i) => (i === along ? at : 0));
      const lengths = x.shape.map((whole, i) => (i === along ? length : whole));
      at += length;
      return cut(call.backend as WasmBackend, x, from, lengths);
    });
  });
}

/** Runs shorter than this are copied number by number: a view costs more. */
const SHORT_RUN = 24;

function cut(
  backend: WasmBackend,
  x: Tensor,
  from: readonly number[],
  lengths: readonly number[],
): tf.TensorInfo {
  const output = backend.makeOutput(lengths, x.dtype);
  const [source, target] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(output)];
  // Axes from the last cut one on are one run of numbers; those before it are walked.
  let run = 1;
  const rank = x.shape.length;
  let axis = rank - 1;
  for (; axis >= 0; axis--) {
    run *= lengths[axis]!;
    if (lengths[axis] !== x.shape[axis]) break;
  }
  const strides = tf.util.computeStrides([...x.shape]);
  const stride = (index: number) => (index === rank - 1 ? 1 : strides[index]!);
  let start = 0;
  for (let i = 0; i < rank; i++) start += from[i]! * stride(i);
  const outer = Math.max(0, axis);
  const index = new Array<number>(outer).fill(0);
  for (let at = 0; at < target.length; at += run) {
    copyRun(source, start, target, at, run);
    for (let i = outer - 1; i >= 0; i--) {
      start += stride(i);
      if (++index[i]! < lengths[i]!) break;
      start -= lengths[i]! * stride(i);
      index[i] = 0;
    }
  }
  return output;
}

function copyRun(
  source: Float32Array | Int32Array | Uint8Array,
  from: number,
  target: Float32Array | Int32Array | Uint8Array,
  to: number,
  length: number,
): void {
  if (length >= SHORT_RUN) target.set(source.subarray(from, from + length), to);
  else for (let i = 0; i < length; i++) target[to + i] = source[from + i]!;
}
