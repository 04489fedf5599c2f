// Tests of when installed npm packages count as what the lock file asks for.
import { expect, it } from 'vitest';
import { packagesMatch } from './npm-packages.mjs';

const wanted = {
  '': { version: '1.0.0' },
  'node_modules/a': { version: '2.0.0' },
  'node_modules/b-for-another-platform': { version: '3.0.0', optional: true },
};

it.each([
  ['the same version', { 'node_modules/a': { version: '2.0.0' } }, true],
  ['more than is asked for', { 'node_modules/a': { version: '2.0.0' }, 'node_modules/x': {} }, true],
  ['another version', { 'node_modules/a': { version: '2.0.1' } }, false],
  ['a package missing', {}, false],
  ['nothing installed', undefined, false],
])('%s', (_, installed, expected) => {
  expect(packagesMatch(wanted, installed)).toBe(expected);
});

it('refuses another version of an optional package', () => {
  const installed = {
    'node_modules/a': { version: '2.0.0' },
    'node_modules/b-for-another-platform': { version: '2.9.0' },
  };
  expect(packagesMatch(wanted, installed)).toBe(false);
});
