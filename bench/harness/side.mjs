// One side of a comparison: a process that prepares a case, then times a round whenever it is asked to.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A running side. */
export class Side {
  #child;
  #lines;
  #stderr = '';

  /**
   * @param {string} command
   * @param {string[]} args the last is the case as JSON
   * @param {NodeJS.ProcessEnv} [env]
   */
  constructor(command, args, env = process.env) {
    this.#child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.on('data', (data) => (this.#stderr = (this.#stderr + data).slice(-5000)));
    // A side that ended is noticed when its next line is missing; writing to it is no error of its own.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line that is JSON; libraries may print others. */
  async #message() {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`A side of the benchmark ended early:\n${this.#stderr}`);
      if (value.startsWith('{')) return JSON.parse(value);
    }
  }

  /** Waits until the case is prepared. @returns what the side says about it */
  ready() {
    return this.#message();
  }

  /** @returns {Promise<{ms: number, bytes: number}>} one round */
  round() {
    this.#child.stdin.write('go\n');
    return this.#message();
  }

  /** Ends the process. */
  async end() {
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    if (this.#child.exitCode !== null) return;
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await closed;
    clearTimeout(timer);
  }
}
