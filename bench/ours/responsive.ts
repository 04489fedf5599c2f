// A server with a training in its job process and a page that looks around: how long the answers take, and how long the event
// loop of the server stood still.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recipeSchema } from '../../src/contract/recipe.ts';
import { browserOf } from '../../src/server/testing/test-server.ts';

const [root] = process.argv.slice(2) as [string];
/** Of looking around. */
const SECONDS = 20;
/** Until the training steps: the engine loads and the dataset is read. */
const SETTLE_MS = 8000;

const recipe = recipeSchema.parse({ seed: 0, schedule: { epochs: 1, warmupSteps: 10 } });
const long = { ...recipe, schedule: { ...recipe.schedule, epochs: 500 } };

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds of each kind of question. */
class Times {
  readonly #times = new Map<string, number[]>();

  async measure<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const answer = await ask();
    const list = this.#times.get(name) ?? [];
    list.push(performance.now() - start);
    this.#times.set(name, list);
    return answer;
  }

  add(name: string, ms: number): void {
    this.#times.set(name, [...(this.#times.get(name) ?? []), ms]);
  }

  report() {
    return [...this.#times].map(([name, list]) => {
      const sorted = list.sort((a, b) => a - b);
      return { name, count: list.length, median: sorted[list.length >> 1]!, largest: sorted.at(-1)! };
    });
  }
}

const runs = await mkdtemp(join(tmpdir(), 'boxwright-bench-'));
const server = fork(join(import.meta.dirname, 'responsive-server.js'), [runs]);
const [address] = (await once(server, 'message')) as [{ port: number; token: string }];
const browser = browserOf(address);
try {
  const client = await browser.connect();
  const { datasetId } = await client.dataset.open.mutate({ root });
  await client.dataset.summary.query({ datasetId });
  const { runId } = await client.training.start.mutate({ datasetId, recipe });
  await new Promise<void>((resolve, reject) => {
    const subscription = client.runs.list.subscribe(undefined, {
      onData: (runs) => {
        const run = runs.find((entry) => entry.runId === runId);
        if (run?.state !== 'succeeded') return;
        subscription.unsubscribe();
        resolve();
      },
      onError: reject,
    });
  });

  const training = await client.training.start.mutate({ datasetId, recipe: long });
  let events = 0;
  client.runs.events.subscribe(
    { runId: training.runId, fromSequence: 0 },
    {
      onData: () => {
        events++;
      },
    },
  );
  await sleep(SETTLE_MS);
  const place = { runId, split: 'test' };
  const { images } = await client.evaluation.recount.query({
    ...place,
    settings: { scoreThreshold: 0.3, nmsIouThreshold: 0.5, matchIouThreshold: 0.5, maxDetections: 300 },
  });
  await client.evaluation.objectness.query({ ...place, imageId: images[0]!.imageId }); // The engine loads once.

  const before = events;
  const cookie = await browser.cookie();
  const times = new Times();
  server.send('watch');
  const end = performance.now() + SECONDS * 1000;
  for (let i = 0; performance.now() < end; i++) {
    const { imageId } = images[i % images.length]!;
    const settings = {
      scoreThreshold: 0.3,
      nmsIouThreshold: 0.3 + (i % 400) / 1000,
      matchIouThreshold: 0.5,
      maxDetections: 300,
    };
    await times.measure('a slider', () => client.evaluation.recount.query({ ...place, settings }));
    await times.measure('an image with its candidates', () =>
      client.evaluation.image.query({ ...place, imageId }),
    );
    const { milliseconds } = await times.measure('objectness of an image: asked and answered', () =>
      client.evaluation.objectness.query({ ...place, imageId }),
    );
    times.add('its forward pass', milliseconds);
    await times.measure('a thumbnail', () =>
      browser.get(`/thumbnail/${datasetId}?id=${encodeURIComponent(imageId)}&size=320`, { cookie }),
    );
    await sleep(50);
  }
  server.send('tell');
  const [stops] = (await once(server, 'message')) as [{ late: number; worked: number }[]];
  const byLateness = stops.sort((a, b) => b.late - a.late);
  const loop = { longest: byLateness[0]!, usual: byLateness[Math.floor(stops.length / 100)]! };
  const report = {
    times: times.report(),
    loop,
    stops: byLateness.slice(0, 8),
    events: events - before,
    seconds: SECONDS,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
  await client.training.stop.mutate({ runId: training.runId });
} finally {
  browser.disconnect();
  const gone = once(server, 'exit');
  server.send('end');
  await gone;
  await rm(runs, { recursive: true, force: true });
}
