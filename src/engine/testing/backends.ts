// Backends for tests: each started once in a file, named where one is missing, and no tensor left behind by any test.
import { afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { BackendName } from '../../contract/recipe.ts';
import { startEngine } from '../../jobs/engine/start-engine.ts';
import { findNativeEngine } from '../../storage/native-engine/find-native-engine.ts';
import { tf, type Tensor } from '../tf.ts';

const native = findNativeEngine().found;
/** Backends that train at a usable speed. */
export const TRAINING_BACKENDS: readonly BackendName[] = native ? ['tensorflow', 'wasm'] : ['wasm'];
export const BACKENDS: readonly BackendName[] = [...TRAINING_BACKENDS, 'cpu'];
/** Behind the title of tests that are meant for every backend: says where one of them could not be had. */
const MISSING = native ? '' : ' [tensorflow not set up: wasm and cpu only]';

const started = new Set<BackendName>();

/** Makes a backend the current one. @throws when it does not start: a backend that is set up has to work. */
export async function useBackend(backend: BackendName): Promise<void> {
  if (!started.has(backend)) await startEngine(backend);
  else await tf.setBackend(backend);
  started.add(backend);
}

/** The same tests on each backend; each is checked for tensors that it left behind. */
export function describeBackends(
  title: string,
  backends: readonly BackendName[],
  define: (backend: BackendName) => void,
): void {
  describe.each(backends)(`${title}${MISSING} on %s`, (backend) => {
    beforeAll(() => useBackend(backend));
    failOnLeaks();
    define(backend);
  });
}

/** Fails each test of the current block that leaves more or fewer tensors than it found. */
export function failOnLeaks(): void {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors, 'tensors after the test').toBe(before);
  });
}

/** The tensors' numbers; the tensors are disposed. */
export async function read(...tensors: Tensor[]): Promise<Float32Array[]> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  tf.dispose(tensors);
  return values;
}
