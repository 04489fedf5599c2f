// WebAssembly on two threads: the same numbers as plain JavaScript, and one thread where more cannot be had.
import { createRequire } from 'node:module';
import { afterAll, expect, test, vi } from 'vitest';
import { largestDifference, normalNumbers } from '../../engine/testing/numbers.ts';
import { tf } from '../../engine/tf.ts';
import { loadWasmThreads, wasmThreads } from './load-wasm-threads.ts';
import { startEngine } from './start-engine.ts';

vi.stubEnv('BOXWRIGHT_WASM_THREADS', '2');
afterAll(() => vi.unstubAllEnvs());

test('the number of threads is asked for, or a share of the processors', () => {
  const asked = (value: string) => wasmThreads({ BOXWRIGHT_WASM_THREADS: value });
  expect(['1', '3', '8'].map(asked)).toEqual([1, 3, 8]);
  expect(['0', '-4', 'many', ''].map(asked)).toEqual([1, 1, 1, 1]);
  expect(asked('100')).toBe(8);
  expect(wasmThreads({})).toBeGreaterThanOrEqual(1);
});

test('a package without the module is an error, not a wait', async () => {
  const nowhere = '/nowhere/dist/tfjs-backend-wasm.wasm';
  await expect(loadWasmThreads(createRequire(import.meta.url), nowhere, 2)).rejects.toThrow(
    'Cannot find module',
  );
});

test('two threads convolve as one does', async () => {
  const engine = await startEngine('wasm');
  expect(engine.description).toBe('WebAssembly, 2 threads');
  const [x, filter] = [normalNumbers(2 * 40 * 40 * 16, 1), normalNumbers(9 * 16 * 32, 2)];
  // A fresh backend has 16 MiB; the last round makes it grow.
  for (const copies of [1, 1, 40]) {
    const found: Float32Array[] = [];
    for (const backend of ['wasm', 'cpu']) {
      await tf.setBackend(backend);
      const y = tf.tidy(() => {
        const once = tf.conv2d(
          tf.tensor4d(x, [2, 40, 40, 16]),
          tf.tensor4d(filter, [3, 3, 16, 32]),
          1,
          'same',
        );
        return tf.sub(tf.tile(once, [copies, 1, 1, 1]), tf.mean(once));
      });
      found.push(await y.data<'float32'>());
      y.dispose();
    }
    expect(largestDifference(found[0]!, found[1]!)).toBeLessThan(1e-4);
  }
});
