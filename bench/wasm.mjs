// GFLOP/s in training on WebAssembly, by number of threads; writes the table of docs/benchmarks.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeSection } from './harness/page.mjs';
import { buildOurs } from './harness/prepare.mjs';
import { Side } from './harness/side.mjs';

const STEP = { preset: 'yolov3-slim', width: 160, batch: 8, classes: 80, repeats: 1, backend: 'wasm' };
const THREADS = [1, 2];
const ROUNDS = 9;
/** GFLOP/s of one thread: one and a half times the 4 that were measured for a naive approach. */
const GOAL = 6;
const WARM_UP_ROUNDS = 2;

const rate = (flops, ms) => `${(flops / ms / 1e6).toFixed(1)} GFLOP/s`;

function row({ threads, description, flops, times }) {
  const sorted = times.toSorted((a, b) => a - b);
  const [fastest, median, slowest] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return `| ${description} | ${median.toFixed(0)} ms | ${fastest.toFixed(0)} to ${slowest.toFixed(0)} ms | ${rate(flops, median)} | ${threads === 1 ? `${GOAL} GFLOP/s` : '-'} |`;
}

function section(results) {
  return [
    `\`node bench/wasm.mjs\`, ${cpus().length} cores of ${cpus()[0].model}. ${STEP.preset} ${STEP.width}, batch ${STEP.batch}, ${STEP.classes} classes: forward, loss, backward and`,
    `update, ${(results[0].flops / 1e9).toFixed(2)} GFLOP (three times the forward convolutions' FLOPs, the first layer's twice). In turn,`,
    `${WARM_UP_ROUNDS} steps each to warm up, then ${ROUNDS}. More threads than cores that are free make steps slower (docs/adr/0006).`,
    '',
    '| engine | median | fastest to slowest | rate | goal |',
    '| --- | --- | --- | --- | --- |',
    ...results.map(row),
  ].join('\n');
}

const exchange = await mkdtemp(join(tmpdir(), 'boxwright-bench-'));
const file = join(await buildOurs(), 'train-step.js');
const sides = THREADS.map(
  (threads) =>
    new Side(process.execPath, [file, JSON.stringify({ ...STEP, exchange })], {
      ...process.env,
      BOXWRIGHT_WASM_THREADS: String(threads),
    }),
);
try {
  const results = [];
  for (const [i, side] of sides.entries())
    results.push({ threads: THREADS[i], ...(await side.ready()), times: [] });
  if (results.some(({ loss }) => loss !== results[0].loss))
    throw new Error('The losses of the first step differ between numbers of threads.');
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++)
    for (const [i, side] of sides.entries()) {
      const { ms } = await side.round();
      if (round >= 0) results[i].times.push(ms);
    }
  await writeSection('wasm', section(results));
} finally {
  await Promise.all(sides.map((side) => side.end()));
  await rm(exchange, { recursive: true });
}
