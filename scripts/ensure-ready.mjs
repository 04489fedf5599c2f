// All set-up steps in order: Node, npm packages, native engine, build; quick where there is nothing to do.
import { ensureBuilt } from './build.mjs';
import { describeEngine } from './engine/describe-engine.mjs';
import { installEngine } from './engine/install-engine.mjs';
import { requireNodeVersion } from './setup/node-version.mjs';
import { ensureNpmPackages } from './setup/npm-packages.mjs';
import { createSteps } from './terminal/steps.mjs';

/**
 * @param {{signal?: AbortSignal, explicit?: boolean, retryEngine?: boolean, build?: boolean}} [options]
 *   `explicit`: set-up itself was asked for: every step is named, and what failed for want of a network is tried again;
 *   `build`: false leaves the build to the caller
 * @returns {Promise<import('./engine/install-engine.mjs').EngineOutcome>} how the native engine's set-up went
 * @throws SetupError where the app cannot run; AbortError when cancelled
 */
export async function ensureReady({ signal, explicit = false, retryEngine = false, build = true } = {}) {
  const steps = createSteps({ showUnchanged: explicit });
  await steps.run(`Node ${process.versions.node}`, () => {
    requireNodeVersion();
    return { state: 'unchanged' };
  });
  await steps.run('npm packages', (report) => ensureNpmPackages({ signal, report }));
  let engine;
  await steps.run('Native engine', async (report) => {
    engine = await installEngine({ explicit, retry: retryEngine, signal, report });
    return describeEngine(engine);
  });
  if (build) await steps.run('Build', (report) => ensureBuilt({ signal, report }));
  return engine;
}
