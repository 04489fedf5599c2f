// The server of `responsive`, in a process of its own that watches its event loop.
import { startServer } from '../../src/server/start-server.ts';

const [runsDirectory] = process.argv.slice(2) as [string];
const TICK_MS = 5;

const { port, token, close } = await startServer({
  runsDirectory,
  version: 'bench',
  engineStatus: () => ({ backend: 'tensorflow', label: '', detail: '', reason: null, hint: null }),
  port: 0,
});

/** Stops between two ticks, ms, and the processor's time that this process used in them: the rest it waited for a core. */
const stops: { late: number; worked: number }[] = [];

function watch(): void {
  let last = performance.now();
  let used = process.cpuUsage();
  setInterval(() => {
    const now = performance.now();
    const { user, system } = process.cpuUsage(used);
    stops.push({ late: Math.max(0, now - last - TICK_MS), worked: (user + system) / 1000 });
    last = performance.now();
    used = process.cpuUsage();
  }, TICK_MS);
}

process.on('message', (message: 'watch' | 'tell' | 'end') => {
  if (message === 'watch') watch();
  else if (message === 'tell') process.send!(stops);
  else void close().then(() => process.exit(0));
});
process.send!({ port, token });
