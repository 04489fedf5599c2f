// Tensors and memory over 200 epochs of a small training: writes the table of docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSection } from './harness/page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const EPOCHS = 200;
const SHOWN = [1, 25, 50, 100, 150, 200];
const folder = mkdtempSync(join(tmpdir(), 'boxwright-bench-'));
const dataset = join(folder, 'cells');

function boxwright(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/boxwright.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`boxwright ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}

/** Memory after each epoch. */
function train(backend) {
  const settings = ['input.width=64', 'network.widthMultiple=0.25', 'schedule.batchSize=8'];
  const { run } = JSON.parse(
    boxwright(
      ...['train', dataset, '--runs', join(folder, 'runs'), '--backend', backend, '--json'],
      ...['--epochs', String(EPOCHS), '--seed', '0', ...settings.flatMap((setting) => ['--set', setting])],
    ),
  );
  return readFileSync(join(run, 'journal.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event)
    .filter(({ type }) => type === 'metric');
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

try {
  boxwright('sample', dataset, '--images', '32');
  const rows = ['tensorflow', 'wasm'].flatMap((backend) => {
    const epochs = train(backend);
    const at = SHOWN.map((epoch) => epochs[epoch - 1].memory);
    return [
      `| ${backend}: tensors | ${at.map(({ tensors }) => tensors).join(' | ')} |`,
      `| ${backend}: resident memory | ${at.map(({ residentBytes }) => megabytes(residentBytes)).join(' | ')} |`,
    ];
  });
  await writeSection(
    'leaks',
    [
      `Made by \`node bench/leaks.mjs\`: ${EPOCHS} epochs of yolov3-slim at 64 px on a made sample of 32 images, with a validation and a`,
      `checkpoint every epoch, ${cpus().length} cores of ${cpus()[0].model}.`,
      '',
      `| after epoch | ${SHOWN.join(' | ')} |`,
      `| --- |${SHOWN.map(() => ' --- |').join('')}`,
      ...rows,
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true });
}
