// Retraining on BCCD with other anchors: from a run's weights with adapted heads, with new heads, and anew; a table of docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSection } from './harness/page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { values } = parseArgs({
  options: {
    dataset: { type: 'string', default: join(root, '..', 'shared', 'data', 'bccd') },
    sourceEpochs: { type: 'string', default: '30' },
    epochs: { type: 'string', default: '1,6' },
    anchors: { type: 'string', default: '2' },
    lowRate: { type: 'string', default: '0.003' },
    seeds: { type: 'string', default: '0,1,2' },
    runs: { type: 'string', default: join(root, 'runs') },
  },
});

if (!existsSync(values.dataset))
  throw new Error(`There is no dataset at ${values.dataset}; name it with --dataset.`);

/** Recall at which false positives are compared. */
const RECALL = 0.8;

/** One training by the command that a person would type. */
function train(...options) {
  const args = ['bin/boxwright.mjs', 'train', values.dataset, ...options];
  process.stderr.write(`node ${args.join(' ')}\n`);
  const { status, stdout } = spawnSync(process.execPath, [...args, '--runs', values.runs, '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`The training ended with ${status}: ${options.join(' ')}`);
  return JSON.parse(stdout);
}

/** Fewest false positives an image at which the recall is reached; null where it is not. */
function falsePositivesAt({ scoreCurve }) {
  const reached = scoreCurve.filter(({ recall }) => recall >= RECALL);
  return reached.length === 0
    ? null
    : Math.min(...reached.map(({ falsePositivesPerImage }) => falsePositivesPerImage));
}

const seeds = values.seeds.split(',');
const source = train('--epochs', values.sourceEpochs, '--seed', seeds[0]);
const from = ['--from', basename(source.run)];
const WAYS = [
  ['from its weights, heads adapted', from],
  ['from its weights, heads new', [...from, '--new-heads']],
  [
    `from its weights, heads adapted, rate ${values.lowRate}`,
    [...from, '--set', `optimizer.learningRate=${values.lowRate}`],
  ],
  ['anew', []],
];

/** Mean, and the range over seeds where there are several. */
function spread(results, pick, digits) {
  const numbers = results.map(pick);
  if (numbers.includes(null)) return '-';
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return numbers.length === 1
    ? mean.toFixed(digits)
    : `${mean.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}

const row = (title, epochs, results) =>
  `| ${title} | ${epochs} | ${spread(results, ({ coco }) => coco.AP50, 3)} | ${spread(results, ({ coco }) => coco.AP, 3)} | ${spread(results, falsePositivesAt, 2)} |`;

const rows = values.epochs.split(',').flatMap((epochs) =>
  WAYS.map(([title, options]) => {
    const results = seeds.map((seed) =>
      train(...options, '--anchors', values.anchors, '--epochs', epochs, '--seed', seed),
    );
    return row(title, epochs, results);
  }),
);
const { backend, operatingPoint: point, images } = source;
await writeSection(
  'retrain',
  [
    `Made by \`node bench/retrain.mjs\`: backend ${backend}, ${cpus().length} cores of ${cpus()[0].model}, ${images} test images, seeds ${seeds.join(', ')}`,
    `(mean, lowest to highest). The source is the default recipe with 3 anchors a branch; the others have ${values.anchors} a branch, clustered anew.`,
    `FP/image: the fewest at a recall of at least ${RECALL}, NMS IoU ${point.nmsIouThreshold}, match IoU ${point.matchIouThreshold}.`,
    '',
    '| training | epochs | AP50 | AP | FP/image at recall 0.8 |',
    '| --- | --- | --- | --- | --- |',
    row('the source', values.sourceEpochs, [source]),
    ...rows,
  ].join('\n'),
);
