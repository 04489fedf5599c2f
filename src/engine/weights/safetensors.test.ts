// safetensors: the bytes themselves, round trips, and files that are broken.
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile } from './safetensors.ts';

const FILE: SafetensorsFile = {
  tensors: new Map([
    ['a', { shape: [2, 2], values: Float32Array.of(1, -2, 0.5, 3e38) }],
    ['empty', { shape: [0], values: new Float32Array(0) }],
    ['Zelle ü', { shape: [3], values: Float32Array.of(Infinity, -0, 1e-40) }],
  ]),
  metadata: { note: 'café, 細胞, "quoted"' },
};

/** A file with any header. */
function fileWith(header: string, numbers: number[] = [], lengthSaid = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + 4 * numbers.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(lengthSaid), true);
  bytes.set(new TextEncoder().encode(header), 8);
  numbers.forEach((value, i) => view.setFloat32(8 + header.length + 4 * i, value, true));
  return bytes;
}

describe('safetensors', () => {
  it('writes the length of the header, the header, and the numbers, little-endian and aligned', () => {
    const bytes = encodeSafetensors({
      tensors: new Map([['w', { shape: [2], values: Float32Array.of(1, 2) }]]),
      metadata: {},
    });
    const view = new DataView(bytes.buffer);
    const length = Number(view.getBigUint64(0, true));
    expect(length % 8).toBe(0);
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
      __metadata__: {},
      w: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    expect([view.getFloat32(8 + length, true), view.getFloat32(12 + length, true)]).toEqual([1, 2]);
    expect(bytes.length).toBe(8 + length + 8);
  });

  it('reads what it wrote', () => {
    expect(decodeSafetensors(encodeSafetensors(FILE))).toEqual(FILE);
  });

  it('reads from the middle of a larger buffer, as Node gives them', () => {
    const bytes = encodeSafetensors(FILE);
    const pool = Buffer.alloc(bytes.length + 3);
    pool.set(bytes, 3);
    const read = decodeSafetensors(pool.subarray(3));
    expect(read).toEqual(FILE);
    pool.fill(0); // what was read is a copy
    expect(read).toEqual(FILE);
  });

  const tensor = (entry: object) =>
    JSON.stringify({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...entry } });
  it.each([
    ['nothing', new Uint8Array(3), 'at least 8 bytes'],
    ['a header past the end', fileWith('{}', [], 1000), 'header says 1000 bytes'],
    ['a header without end', fileWith('{}', [], Number.MAX_SAFE_INTEGER), 'header says'],
    ['a picture', Uint8Array.from(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')), 'header says'],
    ['a header that is not JSON', fileWith('{"w":'), 'not JSON'],
    ['a header that is a list', fileWith('[1]'), 'header is not'],
    ['half precision', fileWith(tensor({ dtype: 'F16' }), [1, 2]), '"w" is F16'],
    ['numbers cut off', fileWith(tensor({}), [1]), 'ends at byte'],
    ['offsets that are missing', fileWith(tensor({ data_offsets: undefined }), [1, 2]), '"w" has no'],
    ['offsets backwards', fileWith(tensor({ data_offsets: [8, 0] }), [1, 2]), '"w" has'],
    ['half a number', fileWith(tensor({ data_offsets: [0, 6] }), [1, 2]), '"w" has'],
    ['another shape than numbers', fileWith(tensor({ shape: [3] }), [1, 2]), '"w" has'],
    ['null for a tensor', fileWith('{"w":null}'), '"w" has'],
  ])('says what is wrong with %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });
});
