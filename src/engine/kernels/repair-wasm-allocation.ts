// tfjs' WebAssembly backend neither asks whether there is room nor looks at the answer; near 4 GiB its allocator goes wrong.
import { tf } from '../tf.ts';

/** The part of tfjs' WebAssembly module that is used here. Addresses are signed 32-bit numbers. */
interface WasmModule {
  _malloc(bytes: number): number;
  _free(address: number): void;
  readonly HEAPU8: Uint8Array;
}

/**
 * Bytes up to which the memory may grow for tensors. An allocation that would pass 4 GiB wraps around in the allocator, which
 * then hands out overlapping places or never returns; what kernels take for themselves has to fit between.
 */
const MOST_BYTES = 2 ** 32 - 2 ** 28;
/** What an allocation takes beside its bytes, at most. */
const OVERHEAD = 2 ** 17;

/** Makes the running backend throw where memory cannot be had. */
export function repairWasmAllocation(): void {
  const { wasm } = tf.backend() as unknown as { wasm: WasmModule };
  // The module puts its own functions in these places when they are first called.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc.bind(wasm);
  const free = wasm._free.bind(wasm);
  /** First byte to the byte after the last. */
  const taken = new Map<number, number>();
  wasm._malloc = (bytes) => {
    if (bytes === 0) return allocate(0);
    const needed = bytes + OVERHEAD;
    // Without growth it has to lie between tensors that there are.
    const fits = wasm.HEAPU8.length + needed <= MOST_BYTES || largestGap(taken) >= needed;
    const address = fits ? allocate(bytes) >>> 0 : 0;
    if (address === 0 || address + bytes > wasm.HEAPU8.length)
      throw new Error(`WebAssembly is out of memory: there is no room for ${bytes} bytes.`);
    taken.set(address, address + bytes);
    return address;
  };
  wasm._free = (address) => {
    taken.delete(address >>> 0);
    free(address);
  };
}

/** Bytes between two places that are taken, at most. */
function largestGap(taken: ReadonlyMap<number, number>): number {
  let largest = 0;
  let end = 0;
  for (const start of Float64Array.from(taken.keys()).sort()) {
    largest = Math.max(largest, start - end);
    end = taken.get(start)!;
  }
  return largest;
}
