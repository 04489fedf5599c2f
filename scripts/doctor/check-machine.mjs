// Doctor's look at the machine: Node, processor, memory, display, GPU.
import { cpus, totalmem } from 'node:os';
import { listNvidiaGpus } from '../engine/detect-gpu.mjs';
import { hasDisplay } from '../setup/find-electron.mjs';
import { isAtLeast, minimumNodeVersion } from '../setup/node-version.mjs';

/**
 * One line of the report. `missing` stands in something's way, `optional` would only add to it.
 * @typedef {{name: string, state: 'ok' | 'optional' | 'missing', detail: string, improve?: string}} Finding
 */

/** @returns {Finding} */
export function checkNode() {
  const minimum = minimumNodeVersion();
  const version = process.versions.node;
  if (isAtLeast(version, minimum)) return { name: 'Node', state: 'ok', detail: version };
  return {
    name: 'Node',
    state: 'missing',
    detail: `${version} is too old; ${minimum} or newer is needed`,
    improve: 'install it from nodejs.org',
  };
}

/** @returns {Finding} */
export function checkProcessor() {
  const cores = cpus();
  const memory = `${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory`;
  return {
    name: 'Machine',
    state: 'ok',
    detail: `${cores.length} cores (${cores[0]?.model ?? process.arch}), ${memory}`,
  };
}

/** @returns {Finding} */
export function checkDisplay() {
  if (hasDisplay()) return { name: 'Display', state: 'ok', detail: 'there is one' };
  return {
    name: 'Display',
    state: 'optional',
    detail: 'none (neither DISPLAY nor WAYLAND_DISPLAY); Boxwright prints an address for a browser',
  };
}

/** @returns {Promise<Finding>} */
export async function checkGpu() {
  const gpus = await listNvidiaGpus();
  if (gpus.length > 0) return { name: 'GPU', state: 'ok', detail: gpus.join(', ') };
  return {
    name: 'GPU',
    state: 'optional',
    detail: 'no NVIDIA GPU (nvidia-smi lists none); the processor computes',
  };
}
