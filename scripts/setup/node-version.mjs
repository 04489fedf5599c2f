// Checks that this Node is new enough, before anything else fails less clearly.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../process/repository.mjs';
import { SetupError } from './setup-error.mjs';

/** Whether `version` (`20.19.0`) is at least `minimum` (`20.19`). */
export function isAtLeast(version, minimum) {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (let i = 0; i < want.length; i++) {
    if (have[i] !== want[i]) return have[i] > want[i];
  }
  return true;
}

/** The lowest Node version that package.json admits. */
export function minimumNodeVersion() {
  const { engines } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  return engines.node.replace(/^>=\s*/, '');
}

/** @throws SetupError where Node is too old */
export function requireNodeVersion() {
  const minimum = minimumNodeVersion();
  if (isAtLeast(process.versions.node, minimum)) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old; Boxwright needs ${minimum} or newer.`,
    'Install it from nodejs.org, or with a version manager: nvm install 22, fnm install 22.',
  );
}
