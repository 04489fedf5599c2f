// Our side of a benchmark as a process: told a case, it prepares, then times one round for every line it reads.
import { createInterface } from 'node:readline';

/** A prepared case. */
export interface Prepared {
  /** What the other side needs to do the same, or what shows that both did; sent once. */
  readonly about: object;
  /** One round. @returns milliseconds of one unit of work */
  readonly round: () => Promise<number>;
}

/** Talks JSON lines on stdout: `{ready, ...about}`, then `{ms}` for every line on stdin. */
export async function serveRounds<Case>(
  prepare: (example: Case) => Prepared | Promise<Prepared>,
): Promise<void> {
  const { about, round } = await prepare(JSON.parse(process.argv[2]!) as Case);
  const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ ready: true, ...about });
  for await (const line of createInterface({ input: process.stdin }))
    if (line === 'go') say({ ms: await round(), bytes: process.memoryUsage.rss() });
}

/** Mean milliseconds of `count` repetitions. */
export async function timeMean(count: number, work: () => unknown): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) await work();
  return (performance.now() - start) / count;
}
