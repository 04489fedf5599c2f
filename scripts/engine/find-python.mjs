// Finds a Python 3 with pip: it fetches and unpacks the wheels.
import { EngineFailure } from './engine-failure.mjs';
import { runCommand } from '../process/run-command.mjs';

const PROBE = `
import json, sys
try:
    import pip
    version = pip.__version__
except Exception:
    version = None
print(json.dumps({"python": "%d.%d.%d" % sys.version_info[:3], "pip": version}))
`;

/**
 * The first Python 3 found: BOXWRIGHT_PYTHON, then python3, then python.
 * @returns {Promise<{command: string, python: string, pip: string | null} | undefined>}
 */
export async function findPython(signal) {
  const candidates = process.env.BOXWRIGHT_PYTHON ? [process.env.BOXWRIGHT_PYTHON] : ['python3', 'python'];
  let withoutPip;
  for (const command of candidates) {
    const { code, stdout } = await runCommand(command, ['-c', PROBE], { signal });
    if (code !== 0) continue;
    const found = { command, ...JSON.parse(stdout) };
    if (!found.python.startsWith('3.')) continue;
    if (found.pip) return found;
    withoutPip ??= found;
  }
  return withoutPip;
}

function installHint(what) {
  if (process.platform === 'darwin') return 'Install Python 3: brew install python, or from python.org.';
  return `Install it, for example on Debian or Ubuntu: sudo apt install ${what}`;
}

/** @throws EngineFailure where there is no Python 3 or it has no pip */
export async function requirePython(signal) {
  const python = await findPython(signal);
  if (!python) {
    throw new EngineFailure(
      'python',
      'Python 3 was not found; it fetches libtensorflow through pip.',
      installHint('python3 python3-pip'),
    );
  }
  if (!python.pip) {
    throw new EngineFailure(
      'python',
      `Python ${python.python} has no pip; pip fetches libtensorflow.`,
      installHint('python3-pip'),
    );
  }
  return python;
}
