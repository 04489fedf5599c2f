// GFLOP/s in training on WebAssembly; writes the table of docs/benchmarks.md.
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ourSide } from './harness/compare.mjs';
import { writeSection } from './harness/page.mjs';
import { buildOurs } from './harness/prepare.mjs';

const STEP = { preset: 'yolov3-slim', width: 160, batch: 8, classes: 80, repeats: 1, backend: 'wasm' };
const ROUNDS = 9;
/** GFLOP/s: one and a half times the 4 that were measured for a naive approach. */
const GOAL = 6;
const WARM_UP_ROUNDS = 2;

const rate = (flops, ms) => `${(flops / ms / 1e6).toFixed(1)} GFLOP/s`;

function section(engine, flops, times) {
  const sorted = times.toSorted((a, b) => a - b);
  const [fastest, median, slowest] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  return [
    `\`node bench/wasm.mjs\`, ${cpus().length} cores of ${cpus()[0].model}. ${STEP.preset} ${STEP.width}, batch ${STEP.batch}, ${STEP.classes} classes: forward, loss, backward and`,
    `update, ${(flops / 1e9).toFixed(2)} GFLOP (three times the forward convolutions' FLOPs, the first layer's twice). ${WARM_UP_ROUNDS} steps to warm up, then ${times.length}.`,
    '',
    '| engine | median | fastest to slowest | rate | goal |',
    '| --- | --- | --- | --- | --- |',
    `| ${engine} | ${median.toFixed(0)} ms | ${fastest.toFixed(0)} to ${slowest.toFixed(0)} ms | ${rate(flops, median)} | ${GOAL} GFLOP/s |`,
  ].join('\n');
}

const exchange = await mkdtemp(join(tmpdir(), 'boxwright-bench-'));
const side = ourSide(join(await buildOurs(), 'train-step.js'), { ...STEP, exchange });
try {
  const { description, flops } = await side.ready();
  const times = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    const { ms } = await side.round();
    if (round >= 0) times.push(ms);
  }
  await writeSection('wasm', section(description, flops, times));
} finally {
  await side.end();
  await rm(exchange, { recursive: true });
}
