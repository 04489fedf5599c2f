// The safetensors format: a JSON header with names, shapes and offsets, then the numbers, little-endian.

/** A named tensor on the host. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Contents of a file. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free text by key. */
  readonly metadata: Readonly<Record<string, string>>;
}

const HEADER_LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** The header is padded with spaces so that the numbers are aligned. */
const ALIGNMENT = 8;

/** The bytes of a file. All tensors are float32. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array<ArrayBuffer> {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    const end = offset + values.length * FLOAT_BYTES;
    entries[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  // Only ASCII is written, so that characters and bytes are the same.
  const json = JSON.stringify(entries).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const header = json.padEnd(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT, ' ');
  const start = HEADER_LENGTH_BYTES + header.length;
  const bytes = new Uint8Array(start + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(header.length), true);
  for (let i = 0; i < header.length; i++) bytes[HEADER_LENGTH_BYTES + i] = header.charCodeAt(i);
  let at = start;
  for (const { values } of tensors.values()) {
    new Float32Array(bytes.buffer, at, values.length).set(values);
    at += values.length * FLOAT_BYTES;
  }
  return bytes;
}

/** Reads the bytes of a file. @throws Error with what is wrong when they are not safetensors of float32. */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (bytes.length < HEADER_LENGTH_BYTES)
    throw new Error(`A safetensors file has at least 8 bytes, not ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const start = HEADER_LENGTH_BYTES + headerLength;
  if (start > bytes.length)
    throw new Error(`The safetensors header says ${headerLength} bytes, but the file has ${bytes.length}.`);
  const header = parseHeader(bytes.subarray(HEADER_LENGTH_BYTES, start));
  const tensors = new Map<string, StoredTensor>();
  let metadata: Record<string, string> = {};
  let end = start;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = entry as Record<string, string>;
    else {
      const { tensor, to } = readTensor(name, entry, bytes, start);
      tensors.set(name, tensor);
      end = Math.max(end, to);
    }
  }
  // A header that is said to be shorter than it is can still be JSON; the numbers would be read from the wrong place.
  if (end !== bytes.length)
    throw new Error(`The tensors end at byte ${end}, but the file has ${bytes.length}.`);
  return { tensors, metadata };
}

/** What a header says of one tensor. */
interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte and the byte after the last, counted from the end of the header. */
  readonly data_offsets: readonly [number, number];
}

function parseHeader(bytes: Uint8Array): object {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (error) {
    throw new Error(`The safetensors header is not JSON: ${(error as Error).message}.`, { cause: error });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new Error('The safetensors header is not an object of tensors by name.');
  return header;
}

/** A tensor, and the byte of the file after its last. */
function readTensor(
  name: string,
  entry: unknown,
  bytes: Uint8Array,
  start: number,
): { tensor: StoredTensor; to: number } {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<TensorEntry>;
  if (!Array.isArray(shape) || !Array.isArray(offsets))
    throw new Error(`Tensor "${name}" has no shape or no data_offsets.`);
  if (dtype !== 'F32') throw new Error(`Tensor "${name}" is ${String(dtype)}; only F32 is read.`);
  const [from, to] = offsets as [number, number];
  const expected = (shape as number[]).reduce((product, length) => product * length, FLOAT_BYTES);
  if (!(from >= 0) || to - from !== expected)
    throw new Error(
      `Tensor "${name}" has bytes ${from} to ${to}; its shape [${shape.join(', ')}] takes ${expected} bytes.`,
    );
  if (start + to > bytes.length)
    throw new Error(`Tensor "${name}" ends at byte ${start + to}, but the file has ${bytes.length}.`);
  // A copy: aligned, and it does not keep the whole file in memory. (slice() of a Node buffer would be a view.)
  const copy = Uint8Array.from(bytes.subarray(start + from, start + to));
  return {
    tensor: { shape: shape as number[], values: new Float32Array(copy.buffer) },
    to: start + to,
  };
}
