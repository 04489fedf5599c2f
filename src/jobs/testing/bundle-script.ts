// A script in TypeScript as one file that Node 20 runs as a process of its own.
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

/** Inside the repository, so that the packages are found. */
const CACHE = join(import.meta.dirname, '..', '..', '..', 'node_modules', '.cache', 'boxwright');

/** Bundles a script with what it imports of src. The caller removes it. */
export async function bundleScript(entry: string): Promise<{ script: string; remove: () => Promise<void> }> {
  mkdirSync(CACHE, { recursive: true });
  const outDir = await mkdtemp(join(CACHE, 'script-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: { ssr: entry, outDir, rolldownOptions: { output: { entryFileNames: 'script.mjs' } } },
  });
  return { script: join(outDir, 'script.mjs'), remove: () => rm(outDir, { recursive: true, force: true }) };
}
