// The tables of docs/benchmarks.md: each benchmark owns what stands between its two marks.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../scripts/process/repository.mjs';

const page = join(repositoryRoot, 'docs', 'benchmarks.md');

/** Replaces the text between `<!-- name -->` and `<!-- /name -->`. @throws Error where the page has no such place */
export async function writeSection(name, text) {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const before = await readFile(page, 'utf8');
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${begin} and ${end}.`);
  await writeFile(page, `${before.slice(0, from)}${begin}\n${text}\n${before.slice(to)}`);
}

const ratio = (value) => (value >= 0.1 ? value.toFixed(2) : value.toPrecision(2));
const figure = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;
/** A goal is a ratio, or a time of our side. */
const goal = ({ goal: wanted, goalTime, unit }) =>
  goalTime ? `${figure(goalTime)} ${unit}` : wanted === null ? '-' : ratio(wanted);

/** A benchmark's text and table. */
export function comparisonSection({ title, text, peer, name }, results, machine) {
  const rows = results.map(
    (row) =>
      `| ${row.case} | ${figure(row.ours)} ${row.unit} | ${row.peer === null ? '-' : `${figure(row.peer)} ${row.unit}`} | ${row.ratio === null ? '-' : ratio(row.ratio)} | ${goal(row)} | ${megabytes(row.oursBytes)} / ${row.peerBytes === null ? '-' : megabytes(row.peerBytes)} |`,
  );
  return [
    `### ${title}`,
    '',
    `\`npm run bench -- ${name}\`, ${machine}. ${text}`,
    '',
    `| case | ours | ${peer} | ratio | goal | memory |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
