// Typed arrays as text for the page.
import type { PackedNumbers } from '../../contract/evaluation-calls.ts';

/** Base64 of the array's bytes. */
export function packNumbers({ buffer, byteOffset, byteLength }: ArrayBufferView): PackedNumbers {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
