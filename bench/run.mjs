// npm run bench -- [names] [--json] [--no-page]: our side and a peer's in turn on this machine, and docs/benchmarks.md.
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureReady } from '../scripts/ensure-ready.mjs';
import { repositoryRoot, readPackage } from '../scripts/process/repository.mjs';
import { runCommand } from '../scripts/process/run-command.mjs';
import { TENSORFLOW_VERSION } from '../scripts/engine/versions.mjs';
import { anchors } from './benchmarks/anchors.mjs';
import { dataset } from './benchmarks/dataset.mjs';
import { inference, trainStep } from './benchmarks/detector.mjs';
import { evaluation } from './benchmarks/evaluation.mjs';
import { comparisonSection, writeSection } from './harness/page.mjs';

const BENCHMARKS = [trainStep, inference, evaluation, anchors, dataset];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, 'no-page': { type: 'boolean' } },
});
const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  const known = BENCHMARKS.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}. There are: ${known}.\n`);
  process.exit(2);
}
const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));

const report = (text) => process.stderr.write(`${text}\n`);
await ensureReady({});
const { buildOurs, requirePeers } = await import('./harness/prepare.mjs'); // needs the npm packages
const python = await requirePeers(report);
const ours = await buildOurs();
const context = { ours, python, peers: join(repositoryRoot, 'bench', 'peers'), report };

const { stdout } = await runCommand(python, ['-m', 'pip', 'list', '--format=json']);
const peerVersions = Object.fromEntries(JSON.parse(stdout).map(({ name, version }) => [name, version]));
const versions = {
  node: process.versions.node,
  tensorflow: TENSORFLOW_VERSION,
  tfjs: readPackage('@tensorflow/tfjs').version,
  torch: peerVersions.torch,
  pycocotools: peerVersions.pycocotools,
  'faster-coco-eval': peerVersions['faster-coco-eval'],
  scipy: peerVersions.scipy,
};
const machine = {
  processor: cpus()[0].model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
};

const results = [];
for (const benchmark of chosen) {
  const rows = await benchmark.run(context);
  results.push(...rows);
  for (const row of rows)
    report(
      `  ${row.case}: ours ${row.ours.toFixed(2)} ${row.unit}${row.peer === null ? '' : `, ${benchmark.peer} ${row.peer.toFixed(2)} ${row.unit}, ratio ${row.ratio.toFixed(2)}`}${row.goal ? ` (goal ${row.goal})` : ''}${row.goalTime ? ` (goal ${row.goalTime} ${row.unit})` : ''}`,
    );
  if (!values['no-page'])
    await writeSection(
      benchmark.name,
      comparisonSection(benchmark, rows, `${machine.cores} cores of ${machine.processor}`),
    );
}
if (values.json) process.stdout.write(`${JSON.stringify({ machine, versions, results }, null, 2)}\n`);
