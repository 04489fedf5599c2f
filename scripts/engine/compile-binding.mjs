// Compiles tfjs-node's C++ binding against the libtensorflow of a wheel.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EngineFailure } from './engine-failure.mjs';
import { writeBindingSource } from './binding-source.mjs';
import { packageFolder } from '../process/repository.mjs';
import { lastLines, runCommand } from '../process/run-command.mjs';

/** Linker arguments that find the libraries now, and relative to the binding later. */
function linkArguments(libraries, platform) {
  if (platform === 'darwin') {
    return [
      '-undefined',
      'dynamic_lookup',
      join(libraries, 'libtensorflow_cc.2.dylib'),
      join(libraries, 'libtensorflow_framework.2.dylib'),
      '-Wl,-rpath,@loader_path/../site-packages/tensorflow',
    ];
  }
  return [
    `-L${libraries}`,
    '-l:libtensorflow_cc.so.2',
    '-l:libtensorflow_framework.so.2',
    '-Wl,-rpath,$ORIGIN/../site-packages/tensorflow',
  ];
}

/**
 * The compiler's arguments.
 * @param {{libraries: string, sources: string[], output: string, platform?: string}} paths `libraries`: the unpacked
 *   `site-packages/tensorflow`
 */
export function compileArguments({ libraries, sources, output, platform = process.platform }) {
  const tfjs = packageFolder('@tensorflow/tfjs-node-gpu');
  return [
    ...['-shared', '-fPIC', '-O2', '-std=c++17', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
    `-I${tfjs}`,
    `-I${join(packageFolder('node-api-headers'), 'include')}`,
    `-I${join(libraries, 'include')}`,
    ...sources,
    ...linkArguments(libraries, platform),
    '-o',
    output,
  ];
}

/**
 * @param {{command: string, args: string[]}} compiler
 * @param {{libraries: string, output: string, signal?: AbortSignal}} options
 * @throws EngineFailure with the compiler's last lines
 */
export async function compileBinding(compiler, { libraries, output, signal }) {
  await mkdir(dirname(output), { recursive: true });
  const folder = await mkdtemp(join(dirname(output), 'source-'));
  try {
    const sources = await writeBindingSource(folder);
    const args = [...compiler.args, ...compileArguments({ libraries, sources, output })];
    const { code, stderr } = await runCommand(compiler.command, args, { signal });
    if (code === 0) return;
    throw new EngineFailure(
      'compile',
      `${compiler.command} could not build the binding:\n${lastLines(stderr)}`,
      'Try another compiler (CXX=clang++ npm run setup -- --retry-engine).',
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
