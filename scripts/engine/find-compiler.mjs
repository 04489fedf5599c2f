// Finds a C++ compiler for the binding.
import { EngineFailure } from './engine-failure.mjs';
import { runCommand } from '../process/run-command.mjs';

/**
 * The first compiler that runs: CXX (a command, perhaps with arguments), then g++, c++, clang++.
 * @returns {Promise<{command: string, args: string[], version: string} | undefined>}
 */
export async function findCompiler(signal) {
  const candidates = process.env.CXX ? [process.env.CXX.trim()] : ['g++', 'c++', 'clang++'];
  for (const candidate of candidates) {
    const [command, ...args] = candidate.split(/\s+/);
    const { code, stdout } = await runCommand(command, [...args, '--version'], { signal });
    if (code === 0) return { command, args, version: stdout.split('\n')[0] };
  }
  return undefined;
}

/** @throws EngineFailure where there is none */
export async function requireCompiler(signal) {
  const compiler = await findCompiler(signal);
  if (compiler) return compiler;
  throw new EngineFailure(
    'compiler',
    process.env.CXX ? `CXX names "${process.env.CXX}", which does not run.` : 'No C++ compiler was found.',
    process.platform === 'darwin'
      ? "Install Apple's command line tools: xcode-select --install"
      : 'Install one, for example on Debian or Ubuntu: sudo apt install g++',
  );
}
