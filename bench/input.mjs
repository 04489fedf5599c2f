// The input pipeline: the share of the steps' time that waits for images, with room for them and without.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSection } from './harness/page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const EPOCHS = 4;
/** Where prepared images are kept, MiB. */
const CASES = [
  { name: 'in memory', memory: 2048, disk: 0 },
  { name: 'on disk', memory: 0, disk: 32_768 },
  { name: 'nowhere: decoded every time', memory: 0, disk: 0 },
];

const { values } = parseArgs({
  options: { dataset: { type: 'string', default: join(root, '..', 'shared', 'data', 'bccd') } },
});
const shown = relative(root, resolve(values.dataset)).split('\\').join('/');
const runs = mkdtempSync(join(tmpdir(), 'boxwright-bench-'));

function train({ memory, disk }) {
  const args = ['bin/boxwright.mjs', 'train', values.dataset, '--epochs', String(EPOCHS), '--seed', '0'];
  const { status, stdout } = spawnSync(process.execPath, [...args, '--runs', runs, '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BOXWRIGHT_IMAGE_MEMORY: String(memory), BOXWRIGHT_IMAGE_DISK: String(disk) },
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`The training ended with ${status}.`);
  const [header, ...rows] = readFileSync(join(JSON.parse(stdout).run, 'metrics.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const column = (name) => rows.map((row) => Number(row[header.indexOf(name)]));
  return { waits: column('wait_share'), rates: column('images_per_second') };
}

const percent = (share) => `${(100 * share).toFixed(2)} %`;
const mean = (numbers) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

try {
  const rows = CASES.map((example) => {
    const { waits, rates } = train(example);
    return `| ${example.name} | ${percent(waits[0])} | ${percent(mean(waits.slice(1)))} | ${mean(rates.slice(1)).toFixed(1)} |`;
  });
  await writeSection(
    'input',
    [
      `Made by \`node bench/input.mjs\`: ${EPOCHS} epochs of \`node bin/boxwright.mjs train ${shown} --epochs ${EPOCHS} --seed 0\`,`,
      `${cpus().length} cores of ${cpus()[0].model}. Shares are of the steps' time; the losses of the three trainings are the same.`,
      '',
      '| prepared images are kept | waits, first epoch | waits, epochs after it | images/s |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  );
} finally {
  rmSync(runs, { recursive: true });
}
