// Starting a child process on the engine's Node, and keeping the last lines that it printed.
import { fork, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';

/** Lines kept of a child's output: what a failed run shows as its last words. */
const LINES_KEPT = 40;
const LONGEST_LINE = 500;

/** How a child ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface NodeChild {
  readonly process: ChildProcess;
  /** The last lines of stdout and stderr together. */
  lastLines(): string[];
  /** Resolves when the process has ended and its output was read to the end. Never rejects. */
  readonly exited: Promise<Exit>;
}

/**
 * Forks a Node process with a message channel. Inside Electron it is Electron's own binary run as Node; the variable
 * BOXWRIGHT_NODE names another Node.
 */
export function forkNode(entry: string): NodeChild {
  const otherNode = process.env.BOXWRIGHT_NODE === '' ? undefined : process.env.BOXWRIGHT_NODE;
  const child = fork(entry, [], {
    execPath: otherNode ?? process.execPath,
    execArgv: [],
    env: otherNode !== undefined ? process.env : { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) if (stream) keepLastLines(stream, lines);
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => {
      lines.push(error.message); // It could not be started, or a message could not be sent.
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
  return { process: child, lastLines: () => [...lines], exited };
}

/** How a process ended, in words: `exit code 3`, `signal SIGKILL`. */
export function describeExit({ code, signal }: Exit): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'it could not be started' : `exit code ${code}`;
}

function keepLastLines(stream: Readable, lines: string[]): void {
  let rest = '';
  const keep = (line: string) => {
    if (line.trim() === '') return;
    lines.push(line.slice(0, LONGEST_LINE));
    if (lines.length > LINES_KEPT) lines.shift();
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const parts = (rest + text).split(/\r?\n/);
    rest = parts.pop() ?? '';
    parts.forEach(keep);
  });
  stream.on('end', () => keep(rest));
}
