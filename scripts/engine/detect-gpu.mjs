// Looks for an NVIDIA GPU: quickly by its driver's trace, surely by asking its tool.
import { existsSync } from 'node:fs';
import { runCommand } from '../process/run-command.mjs';

const SMI_TIMEOUT_MILLISECONDS = 15_000;

/** Whether the Linux kernel driver is loaded; costs nothing. */
export function nvidiaDriverIsLoaded() {
  return existsSync('/proc/driver/nvidia/version');
}

/** The NVIDIA GPUs that nvidia-smi lists, each with its memory and compute capability where the tool is new enough. */
export async function listNvidiaGpus(signal) {
  const options = { signal, timeoutMilliseconds: SMI_TIMEOUT_MILLISECONDS };
  const query = ['--query-gpu=name,memory.total,compute_cap', '--format=csv,noheader'];
  const { code, stdout } = await runCommand('nvidia-smi', query, options);
  if (code === 0) return describeGpus(stdout);
  const plain = await runCommand('nvidia-smi', ['-L'], options);
  if (plain.code !== 0) return [];
  return [...plain.stdout.matchAll(/^GPU \d+: (.+?)(?: \(UUID.*)?$/gm)].map((match) => match[1]);
}

/** Lines `name, memory, compute capability` in words. */
export function describeGpus(csv) {
  return [...csv.matchAll(/^(.+), *(.+), *(.+)$/gm)].map(
    ([, name, memory, capability]) => `${name}, ${memory}, compute capability ${capability}`,
  );
}
