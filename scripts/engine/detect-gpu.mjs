// Looks for an NVIDIA GPU: quickly by its driver's trace, surely by asking its tool.
import { existsSync } from 'node:fs';
import { runCommand } from '../process/run-command.mjs';

const SMI_TIMEOUT_MILLISECONDS = 15_000;

/** Whether the Linux kernel driver is loaded; costs nothing. */
export function nvidiaDriverIsLoaded() {
  return existsSync('/proc/driver/nvidia/version');
}

/** Names of the NVIDIA GPUs that nvidia-smi lists. */
export async function listNvidiaGpus(signal) {
  const { code, stdout } = await runCommand('nvidia-smi', ['-L'], {
    signal,
    timeoutMilliseconds: SMI_TIMEOUT_MILLISECONDS,
  });
  if (code !== 0) return [];
  return [...stdout.matchAll(/^GPU \d+: (.+?)(?: \(UUID.*)?$/gm)].map((match) => match[1]);
}
