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
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = entry as Record<string, string>;
    else tensors.set(name, readTensor(name, entry as TensorEntry, bytes, start));
  }
  return { tensors, metadata };
}

interface TensorEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return JSON.parse(text) as Record<string, unknown>;
}

function readTensor(name: string, entry: TensorEntry, bytes: Uint8Array, start: number): StoredTensor {
  if (entry.dtype !== 'F32') throw new Error(`Tensor "${name}" is ${entry.dtype}; only F32 is read.`);
  const [from, to] = entry.data_offsets;
  if (start + to > bytes.length)
    throw new Error(`Tensor "${name}" ends at byte ${start + to}, but the file has ${bytes.length}.`);
  // A copy: aligned, and it does not keep the whole file in memory. (slice() of a Node buffer would be a view.)
  const copy = Uint8Array.from(bytes.subarray(start + from, start + to));
  return { shape: entry.shape, values: new Float32Array(copy.buffer) };
}
