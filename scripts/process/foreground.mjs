// Runs a program in the foreground: shares the terminal, forwards Ctrl-C, and leaves no process behind.
import { spawn } from 'node:child_process';
import { signalGroup } from './run-command.mjs';

const STOP_GRACE_MILLISECONDS = 8000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * @param {string} file program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<number>} exit code: the program's own, or 130 where it was interrupted and did not end with 0
 */
export function runForeground(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    // A group of its own: it can be ended as a whole, with everything that the program started.
    const child = spawn(file, args, {
      ...options,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    });
    let interrupted = false;
    let killTimer;
    const onSignal = (signal) => {
      if (interrupted) return signalGroup(child, 'SIGKILL');
      interrupted = true;
      signalGroup(child, signal);
      killTimer = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_GRACE_MILLISECONDS);
    };
    for (const name of SIGNALS) process.on(name, onSignal);
    const finish = () => {
      clearTimeout(killTimer);
      for (const name of SIGNALS) process.off(name, onSignal);
    };
    child.on('error', (error) => {
      finish();
      reject(error);
    });
    child.on('exit', (code) => {
      finish();
      signalGroup(child, 'SIGKILL'); // whatever it left in its group
      resolve(interrupted ? (code === 0 ? 0 : 130) : (code ?? 1));
    });
  });
}
