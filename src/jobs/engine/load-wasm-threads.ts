// tfjs' WebAssembly module with threads, which tfjs itself loads in browsers only (docs/adr/0006-threads-on-webassembly.md).
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import type { ThreadedWasm, WasmModule } from '../../engine/backends/wasm.ts';

/** Threads that tfjs' module can have at most, the caller's among them. */
const MOST_THREADS = 8;
/** Time for its workers to load; they take a tenth of a second. */
const LOAD_MS = 20_000;

/**
 * Threads that WebAssembly is to have: BOXWRIGHT_WASM_THREADS, else half of the processors, as tfjs has it in browsers. Every
 * operation waits for the slowest thread, so one that has to share its processor costs more than it brings.
 */
export function wasmThreads(environment: NodeJS.ProcessEnv = process.env): number {
  const wanted = Math.floor(Number(environment.BOXWRIGHT_WASM_THREADS ?? availableParallelism() / 2));
  return Math.max(1, Math.min(MOST_THREADS, wanted || 1));
}

type PoolWorker = Worker & { onerror: (error: Error) => void };
interface Pool {
  readonly unusedWorkers: PoolWorker[];
  readonly runningWorkers: PoolWorker[];
}
type ThreadedModule = WasmModule & { readonly PThread: Pool };
/** What Emscripten's script is told; it makes the module of it. */
interface Settings {
  PThread?: Pool;
  mainScriptUrlOrBlob: string;
  locateFile(name: string): string | URL;
  instantiateWasm(imports: { env: object }, receive: (instance: object, module: object) => void): object;
  onAbort(reason: unknown): void;
}
/** The global, which Node's types leave out. */
declare const WebAssembly: {
  instantiate(binary: Uint8Array, imports: object): Promise<{ instance: object; module: object }>;
};

/**
 * Loads the module and its workers.
 * @param packageFile any file of @tensorflow/tfjs-backend-wasm/dist
 * @throws Error where the module or a worker cannot be loaded
 */
export async function loadWasmThreads(
  require: NodeJS.Require,
  packageFile: string,
  threads: number,
): Promise<ThreadedWasm> {
  const folder = join(dirname(dirname(packageFile)), 'wasm-out');
  const script = join(folder, 'tfjs-backend-wasm-threaded-simd.js');
  const binary = join(folder, 'tfjs-backend-wasm-threaded-simd.wasm');
  const create = require(script) as (settings: Settings) => Promise<ThreadedModule>;
  const module = await new Promise<ThreadedModule>((resolve, reject) => {
    let loaded = false;
    const settings: Settings = {
      mainScriptUrlOrBlob: script,
      locateFile: (name) => (name.endsWith('.worker.js') ? workerEntry(script) : join(folder, name)),
      instantiateWasm(imports, receive) {
        // The module takes half of the processors at most.
        const env = { ...imports.env, emscripten_num_logical_cores: () => 2 * threads };
        WebAssembly.instantiate(readFileSync(binary), { ...imports, env })
          .then((result) => {
            receive(result.instance, result.module);
            for (const worker of settings.PThread!.unusedWorkers)
              worker.onerror = (error) => {
                if (loaded) throw error;
                reject(error);
              };
          })
          .catch(reject);
        return {};
      },
      onAbort: (reason) => reject(new Error(String(reason))),
    };
    // A worker that neither loads nor fails would be waited for for ever.
    const timer = setTimeout(() => reject(new Error('The workers did not load in time.')), LOAD_MS);
    create(settings)
      .then((ready) => {
        loaded = true;
        resolve(ready);
      }, reject)
      .finally(() => clearTimeout(timer));
  });
  return { module, threads, settle: () => settleWorkers(module) };
}

/** tfjs' text for a worker, run as the CommonJS that it is: tfjs passes it as a blob, which Node's workers do not take. */
function workerEntry(script: string): URL {
  const entry = `
    import { createRequire } from 'node:module';
    const script = ${JSON.stringify(script)};
    const require = createRequire(${JSON.stringify(pathToFileURL(script).href)});
    const { wasmWorkerContents } = require('./tfjs-backend-wasm-threaded-simd.worker.js');
    new Function('require', '__filename', wasmWorkerContents.replaceAll('\\n', '\\\\n'))(require, script);`;
  return new URL(`data:text/javascript,${encodeURIComponent(entry)}`);
}

/** Ends the workers that got no thread, and lets the process end while the others wait for work. */
async function settleWorkers({ PThread: pool }: ThreadedModule): Promise<void> {
  for (const worker of pool.runningWorkers) worker.unref();
  await Promise.all(pool.unusedWorkers.splice(0).map((worker) => worker.terminate()));
}
