// Finds the native engine that set-up left in the per-user cache (layout: docs/engine.md).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheDirectory } from '../cache-directory.ts';

/** runtime.json: written last by set-up, so that its presence means a complete engine. */
const runtimeSchema = z.object({
  /** An engine of format 1 cannot fuse convolutions, and serves all the same. */
  format: z.literal([1, 2]),
  tensorflow: z.string(),
  variant: z.enum(['cpu', 'gpu']),
  binding: z.string(),
  /** SHA-256 of files by their path in the engine's folder. */
  sha256: z.record(z.string(), z.string()).default({}),
});

/** failure.json: why the last attempt to set the engine up did not succeed. */
const failureSchema = z.object({ step: z.string(), message: z.string(), hint: z.string() });

/** A native engine that set-up has completed. */
export interface FoundEngine {
  readonly found: true;
  readonly folder: string;
  /** Path of the binding in the folder. */
  readonly binding: string;
  readonly version: string;
  readonly variant: 'cpu' | 'gpu';
  readonly sha256: Readonly<Record<string, string>>;
}

/** A native engine, or why there is none. */
export type NativeEngine =
  FoundEngine | { readonly found: false; readonly reason: string; readonly hint: string };

const SET_UP_HINT = 'npm run setup';

/** Looks for the engine; GPU before CPU. BOXWRIGHT_ENGINE: `off` hides it, `cpu` or `gpu` takes that one only. */
export function findNativeEngine(environment: NodeJS.ProcessEnv = process.env): NativeEngine {
  if (environment.BOXWRIGHT_ENGINE === 'off')
    return {
      found: false,
      reason: 'The native engine is switched off (BOXWRIGHT_ENGINE=off).',
      hint: 'unset BOXWRIGHT_ENGINE',
    };
  const engines = join(cacheDirectory(environment), 'engine');
  const wanted = environment.BOXWRIGHT_ENGINE;
  for (const variant of ['gpu', 'cpu'] as const) {
    if (wanted !== undefined && wanted !== variant) continue;
    const folder = join(engines, `tensorflow-2.21.0-${variant}-${process.platform}-${process.arch}`);
    const runtime = readJson(join(folder, 'runtime.json'), runtimeSchema);
    if (runtime)
      return {
        found: true,
        folder,
        binding: runtime.binding,
        version: runtime.tensorflow,
        variant,
        sha256: runtime.sha256,
      };
  }
  const failure = readJson(join(engines, 'failure.json'), failureSchema);
  if (failure) return { found: false, reason: `${failure.step}: ${failure.message}`, hint: failure.hint };
  return { found: false, reason: 'The native engine has not been set up.', hint: SET_UP_HINT };
}

function readJson<T>(file: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null; // Absent or from another version: the same as not set up.
  }
}
