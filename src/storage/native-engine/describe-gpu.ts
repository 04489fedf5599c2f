// What the GPU is, asked of the driver's own tool.
import { spawnSync } from 'node:child_process';

const TIMEOUT_MS = 10_000;

/** Name, memory and compute capability of the first NVIDIA GPU; `GPU` where the tool does not say. */
export function describeGpu(): string {
  const query = ['--query-gpu=name,memory.total,compute_cap', '--format=csv,noheader'];
  const { status, stdout } = spawnSync('nvidia-smi', query, { encoding: 'utf8', timeout: TIMEOUT_MS });
  const [name, memory, capability] = (status === 0 ? stdout : '').split('\n')[0]!.split(/, */);
  return capability === undefined ? 'GPU' : `${name}, ${memory}, compute capability ${capability}`;
}
