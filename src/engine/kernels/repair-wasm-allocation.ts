// tfjs' WebAssembly backend takes the allocator's "no room" for an address, and then overwrites the start of its own memory.
import { tf } from '../tf.ts';

/** Addresses of WebAssembly's memory, bytes. */
const ADDRESSES = 2 ** 32;

/** Makes the running backend throw where memory cannot be had. */
export function repairWasmAllocation(): void {
  const { wasm } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
  const allocate = wasm._malloc.bind(wasm);
  wasm._malloc = (bytes) => {
    // A larger number would be taken modulo the addresses.
    const address = bytes < ADDRESSES ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0)
      throw new Error(`WebAssembly is out of memory: there is no room for ${bytes} bytes.`);
    return address;
  };
}
