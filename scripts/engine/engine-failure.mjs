// A failed set-up of the native engine: how it is thrown, noted on disk and when it is tried again.
import { readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enginesFolder } from './locate.mjs';

/**
 * Which step failed:
 * `platform`, `cache`, `space`, `python`, `compiler` are looked at again each time (it costs little);
 * `resolve`, `download` need the network, so only an explicit set-up tries them again;
 * `unpack`, `compile`, `load` cost time and would fail alike, so they wait for changed inputs or an explicit retry.
 * @typedef {'platform' | 'cache' | 'space' | 'python' | 'compiler' | 'resolve' | 'download' | 'unpack' | 'compile' | 'load'} FailedStep
 */

const NETWORK_STEPS = new Set(['resolve', 'download']);
const COSTLY_STEPS = new Set(['unpack', 'compile', 'load']);

export class EngineFailure extends Error {
  /**
   * @param {FailedStep} step
   * @param {string} message what happened
   * @param {string} hint what to do
   */
  constructor(step, message, hint) {
    super(message);
    this.name = 'EngineFailure';
    this.step = step;
    this.hint = hint;
  }
}

function failurePath() {
  return join(enginesFolder(), 'failure.json');
}

/** @returns {{step: FailedStep, message: string, hint: string, at: string, inputs?: string} | undefined} */
export function readFailure() {
  try {
    const failure = JSON.parse(readFileSync(failurePath(), 'utf8'));
    return typeof failure.step === 'string' ? failure : undefined;
  } catch {
    return undefined;
  }
}

/** Notes a failure for the app and the next set-up; a cache that cannot be written keeps no note. */
export async function writeFailure({ step, message, hint }, inputs) {
  const failure = { step, message, hint, at: new Date().toISOString(), ...(inputs ? { inputs } : {}) };
  const temporary = `${failurePath()}.${process.pid}`;
  try {
    await mkdir(enginesFolder(), { recursive: true });
    await writeFile(temporary, `${JSON.stringify(failure, null, 2)}\n`);
    await rename(temporary, failurePath());
  } catch {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

export async function clearFailure() {
  await rm(failurePath(), { force: true }).catch(() => {});
}

/** Whether a noted failure was the network's: only a person knows when that is back. */
export function waitsForNetwork(failure) {
  return failure !== undefined && NETWORK_STEPS.has(failure.step);
}

/**
 * Whether to try again after a noted failure, given what the result depends on now.
 * @param {{step: FailedStep, inputs?: string} | undefined} failure the note, if there is one
 * @param {string} inputs fingerprint of versions and tools
 */
export function shouldTryAgain(failure, inputs) {
  return !failure || !COSTLY_STEPS.has(failure.step) || failure.inputs !== inputs;
}
