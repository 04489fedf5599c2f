// Tests of when a failed set-up of the native engine is tried again.
import { expect, it } from 'vitest';
import { shouldTryAgain, waitsForNetwork } from './engine-failure.mjs';

it.each([
  ['nothing failed before', undefined, true],
  ['a compiler was missing: looking again costs nothing', { step: 'compiler' }, true],
  ['the compilation failed with the same inputs', { step: 'compile', inputs: 'a' }, false],
  ['the compilation failed with other inputs', { step: 'compile', inputs: 'b' }, true],
  ['the engine did not load, same inputs', { step: 'load', inputs: 'a' }, false],
])('%s', (_, failure, expected) => {
  expect(shouldTryAgain(failure, 'a')).toBe(expected);
});

it('leaves a failed download to a person, who knows when the network is back', () => {
  expect(waitsForNetwork({ step: 'download' })).toBe(true);
  expect(waitsForNetwork({ step: 'compile' })).toBe(false);
  expect(waitsForNetwork(undefined)).toBe(false);
});
