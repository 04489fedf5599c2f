// How the app answers while it trains: writes the table of docs/benchmarks.md.
import { cpus } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureReady } from '../scripts/ensure-ready.mjs';
import { lastLines, runCommand } from '../scripts/process/run-command.mjs';
import { writeSection } from './harness/page.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: { dataset: { type: 'string', default: join(root, '..', 'shared', 'data', 'bccd') } },
});

await ensureReady({});
const { buildOurs } = await import('./harness/prepare.mjs'); // needs the npm packages
const script = join(await buildOurs(), 'responsive.js');
const { code, stdout, stderr } = await runCommand(process.execPath, [script, resolve(values.dataset)]);
if (code !== 0) throw new Error(lastLines(stderr, 20));
const { times, loop, events, seconds } = JSON.parse(stdout.trim().split('\n').at(-1));

const figure = (ms) => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
const shown = relative(root, resolve(values.dataset)).split('\\').join('/');
await writeSection(
  'responsive',
  [
    `Made by \`node bench/responsive.mjs\` on ${shown}, ${cpus().length} cores of ${cpus()[0].model}: yolov3-slim at 320 px trains in its job`,
    `process (its ${events} events are followed) while a page asks one thing after another for ${seconds} s about a run that was evaluated.`,
    `Event loop of the server, asked every 5 ms: at most ${figure(loop.longest.late)} late (in which the server worked for ${figure(loop.longest.worked)}),`,
    `99 of 100 times at most ${figure(loop.usual.late)}.`,
    '',
    '| question | asked | median | longest |',
    '| --- | --- | --- | --- |',
    ...times.map(
      ({ name, count, median, largest }) => `| ${name} | ${count} | ${figure(median)} | ${figure(largest)} |`,
    ),
  ].join('\n'),
);
process.stdout.write(`${stdout.trim().split('\n').at(-1)}\n`);
