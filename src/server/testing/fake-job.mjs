// A training for tests: says that it started, then waits to be cancelled; keeps run.json as the real one does.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setInterval } from 'node:timers';

let directory = '';

function update(patch) {
  const file = join(directory, 'run.json');
  // As a whole: who reads half a record takes the run for removed.
  writeFileSync(`${file}.new`, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...patch }));
  renameSync(`${file}.new`, file);
}

const report = (event) => new Promise((resolve) => process.send({ type: 'event', event }, resolve));

process.on('message', async (message) => {
  if (message.type === 'cancel') {
    update({ state: 'cancelled', pid: null });
    await report({ type: 'cancelled', seconds: 1 });
    process.exit(0);
  }
  directory = message.spec.runDirectory;
  update({ pid: process.pid, epochs: 5 });
  await report({ type: 'metric' });
  setInterval(() => {}, 1000);
});
