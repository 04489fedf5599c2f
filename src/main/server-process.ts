// The workbench server as a child of the desktop app: started by the command line, ready when it says so, ended with the app.
import { spawn, type ChildProcess } from 'node:child_process';

/** Time for jobs to stop before the server is killed. */
const GRACE_MS = 7000;
/** Characters of stderr kept for the message when the server does not start. */
const LAST_WORDS = 2000;

export interface ServerProcess {
  /** With the token: what the window opens. */
  readonly url: string;
  /** Resolves when the process has ended, to what it printed last on stderr. */
  readonly ended: Promise<string>;
  /** Asks it to end, and kills it after a while; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ServerCommand {
  /** Electron's own binary, which runs as Node, or a Node. */
  readonly node: string;
  /** The script and its arguments. */
  readonly args: readonly string[];
}

/** Starts the server and waits for its ready line. @throws Error with its last words when it ends before */
export async function startServerProcess({ node, args }: ServerCommand): Promise<ServerProcess> {
  const child = spawn(node, args, {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const ended = collectLastWords(child);
  const url = await Promise.race([
    readUrl(child),
    ended.then((words) => {
      throw new Error(`The workbench server did not start.\n${words}`);
    }),
  ]);
  return { url, ended, stop: () => stop(child, ended) };
}

function collectLastWords(child: ChildProcess): Promise<string> {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    words = (words + text).slice(-LAST_WORDS);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(words));
  });
}

/** The first line of stdout that is `{"ready": true, "url": ...}`. */
function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      const url = lines.map(urlOf).find((found) => found !== null);
      if (url !== undefined) resolve(url);
    });
  });
}

function urlOf(line: string): string | null {
  try {
    const { ready, url } = JSON.parse(line) as { ready?: unknown; url?: unknown };
    return ready === true && typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}
