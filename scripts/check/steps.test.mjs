// Tests of which checks `--only` selects.
import { expect, it } from 'vitest';
import { selectSteps, STEP_NAMES } from './steps.mjs';

it('selects every step where none is named', () => {
  expect([...selectSteps([])]).toEqual(STEP_NAMES);
});

it('brings the build with the end-to-end tests', () => {
  expect([...selectSteps(['e2e'])].sort()).toEqual(['build', 'e2e']);
});

it('takes the name of a group for its steps', () => {
  expect([...selectSteps(['types'])]).toEqual(['types-pure', 'types-node', 'types-web', 'svelte']);
});

it('refuses an unknown name', () => {
  expect(() => selectSteps(['lints'])).toThrow(/lints/);
});
