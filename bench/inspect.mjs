// What a change of the settings costs in the inspector, and how smoothly an image of 5,000 candidates is drawn: writes the
// table of docs/benchmarks.md.
import { chromium } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { requireBrowser } from '../scripts/check/browser.mjs';
import { ensureReady } from '../scripts/ensure-ready.mjs';
import { repositoryRoot } from '../scripts/process/repository.mjs';
import { lastLines, runCommand } from '../scripts/process/run-command.mjs';
import { writeSection } from './harness/page.mjs';

/* global window, requestAnimationFrame, cancelAnimationFrame -- what runs in the page */
/** Movements of the mouse that drag the picture about. */
const DRAGS = 180;

/** Serves the run and opens it in a browser; calls `use` with the page. */
async function withPage({ runs, dataset }, use) {
  const command = join(repositoryRoot, 'bin', 'boxwright.mjs');
  const args = [command, 'serve', '--port', '0', '--no-open', '--json', '--runs', runs, dataset];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  try {
    const line = await new Promise((resolve) =>
      createInterface({ input: server.stdout }).once('line', resolve),
    );
    const executablePath = await requireBrowser({ report: () => undefined });
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1520, height: 880 } });
      await page.goto(JSON.parse(line).url);
      return await use(page);
    } finally {
      await browser.close();
    }
  } finally {
    server.kill('SIGTERM');
    await gone;
  }
}

/** Times between frames while all candidates are shown and the picture is dragged, ms, ascending. */
async function frameTimes(page) {
  await page.keyboard.press('4');
  const stage = page.locator('canvas[role="img"]');
  await stage.waitFor();
  await page.waitForTimeout(1500);
  await page.keyboard.press('c');
  const { x, y, width, height } = await stage.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, -300);
  await page.waitForTimeout(500);
  await page.evaluate(() => {
    window.frames = [];
    let last = performance.now();
    const tick = (now) => {
      window.frames.push(now - last);
      last = now;
      window.ticking = requestAnimationFrame(tick);
    };
    window.ticking = requestAnimationFrame(tick);
  });
  await page.mouse.down();
  for (let i = 0; i < DRAGS; i++) {
    const angle = (i / DRAGS) * 6 * Math.PI;
    await page.mouse.move(x + width / 2 + 90 * Math.cos(angle), y + height / 2 + 90 * Math.sin(angle));
  }
  await page.mouse.up();
  return page.evaluate(() => {
    cancelAnimationFrame(window.ticking);
    return window.frames.slice(2).sort((a, b) => a - b);
  });
}

await ensureReady({});
const { buildOurs } = await import('./harness/prepare.mjs'); // needs the npm packages
const root = await mkdtemp(join(tmpdir(), 'boxwright-bench-'));
try {
  const script = join(await buildOurs(), 'inspect.js');
  const { code, stdout, stderr } = await runCommand(process.execPath, [script, root]);
  if (code !== 0) throw new Error(lastLines(stderr, 20));
  const result = JSON.parse(stdout.trim().split('\n').at(-1));
  const frames = await withPage(result, frameTimes);
  const at = (share) => frames[Math.floor((frames.length - 1) * share)];
  const ms = (time) => `${time.toFixed(time < 10 ? 1 : 0)} ms`;
  const text = [
    `Made by \`node bench/inspect.mjs\`, ${cpus().length} cores of ${cpus()[0].model}. Whole split: ${result.candidates.toLocaleString('en')} candidates on`,
    `5,000 images, counted again with AP50 by the inspector process' own code (goal: 100 ms); one image of ${result.many.toLocaleString('en')} candidates, judged by`,
    'the page’s own code in Node (goal: 16 ms). Median and longest of nine changes, each of which nothing is remembered of.',
    '',
    '| change | whole split | longest | one image | longest |',
    '| --- | --- | --- | --- | --- |',
    ...result.wholeSplit.map(
      ({ name, median, largest }, i) =>
        `| ${name} | ${ms(median)} | ${ms(largest)} | ${ms(result.oneImage[i].median)} | ${ms(result.oneImage[i].largest)} |`,
    ),
    '',
    `All ${result.many.toLocaleString('en')} candidates drawn while the picture is dragged, in Chromium without a graphics card: ${frames.length} frames, median`,
    `${ms(at(0.5))}, 95 of 100 within ${ms(at(0.95))} (60 frames a second: 16.7 ms).`,
  ].join('\n');
  await writeSection('inspect', text);
  process.stdout.write(`${text}\n`);
} finally {
  await rm(root, { recursive: true, force: true });
}
