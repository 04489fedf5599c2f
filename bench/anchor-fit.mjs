// What the statistics of anchors cost while one is dragged, on every box and on bins, and how far bins are off: writes the table
// of docs/benchmarks.md.
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ensureReady } from '../scripts/ensure-ready.mjs';
import { lastLines, runCommand } from '../scripts/process/run-command.mjs';
import { writeSection } from './harness/page.mjs';

await ensureReady({});
const { buildOurs } = await import('./harness/prepare.mjs'); // needs the npm packages
const script = join(await buildOurs(), 'anchor-fit.js');
const { code, stdout, stderr } = await runCommand(process.execPath, [script]);
if (code !== 0) throw new Error(lastLines(stderr, 20));
const { boxes, exactRows, binnedRows, binningMs, cases } = JSON.parse(stdout.trim().split('\n').at(-1));
const ms = (time) => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
const percent = (share) => `${(100 * share).toFixed(3)} %`;
const number = (value) => value.toLocaleString('en');
const text = [
  `Made by \`node bench/anchor-fit.mjs\`, ${cpus().length} cores of ${cpus()[0].model}. All statistics but collisions over ${number(boxes)} log-normal`,
  `box sizes at five scales of the augmentation: every size (${number(exactRows)} rows) against bins (${number(binnedRows)} rows, made once in ${ms(binningMs)}).`,
  'An anchor moves between rounds; median and longest. Goal on bins: 16 ms.',
  '',
  '| anchors | every size | longest | bins | longest |',
  '| --- | --- | --- | --- | --- |',
  ...cases.map(
    ({ count, exact, binned }) =>
      `| ${count} | ${ms(exact.median)} | ${ms(exact.longest)} | ${ms(binned.median)} | ${ms(binned.longest)} |`,
  ),
  '',
  'What binning changes; shares are of all objects, the largest difference of any anchor or branch:',
  '',
  '| anchors | mean best IoU | recall, ratio 4 | recall, IoU 0.5 | anchors above threshold | objects won | positives | objects of a branch | 5 to 95 % of its sizes |',
  '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ...cases.map(
    ({ count, errors: e }) =>
      `| ${count} | ${e.meanBestIou.toFixed(5)} | ${percent(e.recallByRatio)} | ${percent(e.recallByIou)} | ${e.anchorsAboveThreshold.toFixed(4)} | ${percent(e.objectsWon)} | ${percent(e.positives)} | ${percent(e.objects)} | ${percent(e.longerSides)} |`,
  ),
].join('\n');
await writeSection('anchor-fit', text);
process.stdout.write(`${text}\n`);
