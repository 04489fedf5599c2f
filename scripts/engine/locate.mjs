// Where the native engine lives in the per-user cache, and what is there.
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RUNTIME_FORMAT, TENSORFLOW_VERSION, TFJS_NODE_GPU_VERSION } from './versions.mjs';

/** The per-user cache folder; the environment variable BOXWRIGHT_CACHE names another. */
export function cacheFolder(env = process.env, platform = process.platform, home = homedir()) {
  if (env.BOXWRIGHT_CACHE) return env.BOXWRIGHT_CACHE;
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'boxwright');
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'boxwright', 'Cache');
  }
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'boxwright');
}

/** Name of an engine's folder: one for each version, variant and platform. */
export function engineKey(variant, platform = process.platform, arch = process.arch) {
  return `tensorflow-${TENSORFLOW_VERSION}-${variant}-${platform}-${arch}`;
}

/** Folder that holds engines, their locks and the note of the last failure. */
export function enginesFolder() {
  return join(cacheFolder(), 'engine');
}

/** Folder of one engine (it need not exist). */
export function engineFolder(variant) {
  return join(enginesFolder(), engineKey(variant));
}

/**
 * Reads a complete engine's description; undefined where there is none or its files are gone.
 * @returns {{folder: string, variant: 'cpu' | 'gpu', tensorflow: string, bindingPath: string} | undefined}
 */
export function readRuntime(variant) {
  const folder = engineFolder(variant);
  try {
    const runtime = JSON.parse(readFileSync(join(folder, 'runtime.json'), 'utf8'));
    if (runtime.format !== RUNTIME_FORMAT || runtime.tfjsNodeGpu !== TFJS_NODE_GPU_VERSION) return undefined;
    for (const file of Object.keys(runtime.sha256)) {
      if (statSync(join(folder, file)).size === 0) return undefined;
    }
    return {
      folder,
      variant: runtime.variant,
      tensorflow: runtime.tensorflow,
      bindingPath: join(folder, runtime.binding),
    };
  } catch {
    return undefined;
  }
}

/** What BOXWRIGHT_ENGINE asks for: `auto` unless it says `off`, `cpu` or `gpu`. */
export function requestedEngine(env = process.env) {
  const value = env.BOXWRIGHT_ENGINE;
  return value === 'off' || value === 'cpu' || value === 'gpu' ? value : 'auto';
}

/** The engine that the app would load: the GPU's before the processor's. */
export function findRuntime(request = requestedEngine()) {
  if (request === 'off') return undefined;
  if (request !== 'auto') return readRuntime(request);
  return readRuntime('gpu') ?? readRuntime('cpu');
}
