// Unpacks a wheel's needed members into a site-packages folder, each checked against the wheel's RECORD.
import { EngineFailure } from './engine-failure.mjs';
import { runPythonScript } from './run-python-script.mjs';

/**
 * @param {string} python command
 * @param {string} path the wheel
 * @param {{members: string[], folder: string, signal?: AbortSignal, onProgress: (done: number, total: number) => void}} options
 * @returns {Promise<Record<string, string>>} SHA-256 by path inside `folder`
 * @throws EngineFailure
 */
export async function unpackWheel(python, path, { members, folder, signal, onProgress }) {
  const result = await runPythonScript(python, 'unpack.py', [path, folder, ...members], {
    signal,
    onProgress: (event) => onProgress(event.done, event.total),
  });
  if (result.ok) return result.sha256;
  if (result.error === 'space') {
    throw new EngineFailure(
      'space',
      `The disk is full: ${result.message}.`,
      'Free some space, then: npm run setup',
    );
  }
  throw new EngineFailure(
    'unpack',
    `Unpacking ${path} failed: ${result.message}.`,
    'Delete that file, then: npm run setup -- --retry-engine',
  );
}
