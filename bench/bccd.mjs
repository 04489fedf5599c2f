// Accuracy on BCCD: the default recipe, a time limit, several seeds; writes the table of docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeSection } from './harness/page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const { values } = parseArgs({
  options: {
    dataset: { type: 'string', default: join(root, '..', 'shared', 'data', 'bccd') },
    minutes: { type: 'string', default: '10' },
    seeds: { type: 'string', default: '0,1,2' },
    runs: { type: 'string', default: join(root, 'runs') },
  },
});

if (!existsSync(values.dataset))
  throw new Error(`There is no dataset at ${values.dataset}; name it with --dataset.`);

/** One training by the command that a person would type. */
function train(seed) {
  const args = [
    'bin/boxwright.mjs',
    'train',
    values.dataset,
    '--max-minutes',
    values.minutes,
    '--seed',
    String(seed),
  ];
  process.stderr.write(`node ${args.join(' ')} --json\n`);
  const start = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [...args, '--runs', values.runs, '--json'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`The training with seed ${seed} ended with ${status}.`);
  return { seed, minutes: (performance.now() - start) / 60_000, ...JSON.parse(stdout) };
}

const figure = (value) => value.toFixed(3);

function row({ seed, minutes, epochs, coco, classes, operatingPoint: point }) {
  const perClass = classes.map((entry) => `${entry.name} ${figure(entry.AP50)}`).join(', ');
  return `| ${seed} | ${epochs} | ${minutes.toFixed(1)} | ${figure(coco.AP50)} | ${figure(coco.AP)} | ${perClass} | ${point.tp} / ${point.fp} / ${point.fn} | ${point.falsePositivesPerImage.toFixed(2)} |`;
}

function section(results) {
  const [{ backend, name, operatingPoint: point, images }] = results;
  const mean = (pick) => results.reduce((sum, result) => sum + pick(result), 0) / results.length;
  const shown = relative(root, resolve(values.dataset)).split('\\').join('/');
  return [
    `Made by \`node bench/bccd.mjs\`: \`node bin/boxwright.mjs train ${shown} --max-minutes ${values.minutes} --seed S --json\`,`,
    `backend ${backend}, ${cpus().length} cores of ${cpus()[0].model}, run name ${name.replace(/-mAP.*/, '')}, ${images} test images.`,
    `Counts at score ${point.scoreThreshold}, NMS IoU ${point.nmsIouThreshold}, match IoU ${point.matchIouThreshold}. Minutes are of the whole command.`,
    '',
    '| seed | epochs | minutes | AP50 | AP | AP50 per class | TP / FP / FN | FP/image |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...results.map(row),
    `| mean | | | ${figure(mean((r) => r.coco.AP50))} | ${figure(mean((r) => r.coco.AP))} | | | ${mean((r) => r.operatingPoint.falsePositivesPerImage).toFixed(2)} |`,
  ].join('\n');
}

const results = values.seeds.split(',').map((seed) => train(Number(seed)));
await writeSection('bccd', section(results));
