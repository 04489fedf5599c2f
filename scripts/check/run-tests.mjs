// Runs the unit and the end-to-end tests with their output shown, and counts them from their JSON reports.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireBrowser } from './browser.mjs';
import { colourEnvironment } from './screen.mjs';
import { countPlaywright, countVitest, judgeReport, readReport } from './reports.mjs';
import { packageCommand, repositoryRoot } from '../process/repository.mjs';
import { abortError, signalGroup } from '../process/run-command.mjs';

const REPORTS = join(repositoryRoot, 'node_modules', '.cache', 'boxwright', 'reports');

/** Path for a runner's report, with an older one removed. */
function freshReport(name) {
  mkdirSync(REPORTS, { recursive: true });
  const path = join(REPORTS, name);
  rmSync(path, { force: true });
  return path;
}

/** Runs a script with this Node, its output shown; on cancel its whole group is ended. */
function runShown(args, env, signal) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: repositoryRoot,
      env: { ...process.env, ...colourEnvironment(), ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    });
    const stop = () => signalGroup(child, 'SIGTERM');
    signal?.addEventListener('abort', stop, { once: true });
    child.on('error', reject);
    child.on('exit', (code) => {
      signal?.removeEventListener('abort', stop);
      signalGroup(child, 'SIGKILL');
      if (signal?.aborted) reject(abortError());
      else resolve(code ?? 1);
    });
  });
}

/** @returns {Promise<import('./reports.mjs').Counts>} */
export async function runUnitTests({ signal }) {
  const report = freshReport('unit.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runShown([packageCommand('vitest'), 'run', ...reporters], {}, signal);
  return judgeReport(readReport(report), countVitest, code);
}

/** @returns {Promise<import('./reports.mjs').Counts>} */
export async function runEndToEndTests({ signal, report: tell }) {
  const browser = await requireBrowser({ signal, report: tell });
  const report = freshReport('e2e.json');
  const env = { BOXWRIGHT_CHROMIUM: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const args = [packageCommand('@playwright/test', 'playwright'), 'test', '--reporter=list,json'];
  const code = await runShown(args, env, signal);
  return judgeReport(readReport(report), countPlaywright, code);
}
