// What may change a run's result, by name and version.
import { availableParallelism, cpus } from 'node:os';
import { packageVersion } from './package-version.ts';

/** Versions and machine, for run.json. */
export function runVersions(): Record<string, string> {
  return {
    boxwright: packageVersion(),
    node: process.versions.node,
    cpu: cpus()[0]?.model ?? 'unknown',
    threads: String(availableParallelism()),
  };
}
