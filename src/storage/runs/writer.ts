// Whether the process that wrote a file still lives.
import { stat } from 'node:fs/promises';
import { uptime } from 'node:os';

/** True when the process exists and can be the one that wrote the file: numbers start anew when the machine does. */
export async function isWriterAlive(pid: number, file: string): Promise<boolean> {
  const startedAt = Date.now() - uptime() * 1000;
  if ((await stat(file)).mtimeMs < startedAt) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // It lives, as another user.
  }
}
