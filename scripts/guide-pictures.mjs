// Takes the pictures of docs/guide from the app itself: `node scripts/guide-pictures.mjs <runs folder> [dataset folder]`. The
// runs folder holds two runs of the dataset, the newest with a Gaussian head.
import { chromium } from '@playwright/test';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { requireBrowser } from './check/browser.mjs';
import { repositoryRoot } from './process/repository.mjs';

const [runs, dataset = join(repositoryRoot, '..', 'shared', 'data', 'bccd')] = process.argv.slice(2);
if (runs === undefined) {
  process.stderr.write('Usage: node scripts/guide-pictures.mjs <runs folder> [dataset folder]\n');
  process.exit(2);
}
const pictures = join(repositoryRoot, 'docs', 'images');
const SIZE = { width: 1520, height: 880 };
/** Until figures and pictures have come to rest. */
const REST_MS = 1500;

const rest = (page) => page.waitForTimeout(REST_MS);
const button = (page, name) => page.getByRole('button', { name }).first();

/** Each starts at the first false positive of the worst image. */
const STEPS = {
  'guide-cause': async () => undefined,
  'guide-objectness': async (page) => {
    await page.keyboard.press('o');
    await page.waitForTimeout(6000);
  },
  'guide-suppression': async (page) => {
    await page.getByRole('combobox', { name: 'NMS method' }).selectOption('soft-gaussian');
    await button(page, /^score, NMS/).click();
  },
  'guide-muting': async (page) => {
    await button(page, 'mute anchor').click();
    await rest(page);
    await button(page, /muted$/).click();
  },
  'guide-operating-point': async (page) => {
    await page.keyboard.press('f');
    await rest(page);
  },
  'guide-wall': async (page) => {
    await page.keyboard.press('Shift+W');
    await rest(page);
    await page.keyboard.press('g');
    await rest(page);
  },
  'guide-plots': async (page) => {
    await page.keyboard.press('Shift+P');
    await page.waitForTimeout(2 * REST_MS);
  },
  'guide-compare': async (page) => {
    await page.keyboard.press('Shift+E');
    await page.waitForTimeout(2 * REST_MS);
    await page.keyboard.press('j');
  },
  'guide-anchors': async (page) => {
    await page.keyboard.press('2');
    await rest(page);
    await page.getByRole('button', { name: /^anchor 8,/ }).focus();
    for (const key of ['Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowLeft'])
      await page.keyboard.press(key);
    await rest(page);
  },
  'guide-marks': async (page) => {
    await page.keyboard.press('m');
    await rest(page);
    await page
      .getByRole('button', { name: 'dismiss' })
      .first()
      .click({ timeout: 1000 })
      .catch(() => undefined);
  },
};

const command = join(repositoryRoot, 'bin', 'boxwright.mjs');

/** The report of the newest run, where its last plots and its first crops are. */
async function takeReport(browser) {
  const folder = await mkdtemp(join(tmpdir(), 'boxwright-guide-'));
  const file = join(folder, 'report.html');
  await promisify(execFile)(process.execPath, [
    command,
    'report',
    'latest',
    '--runs',
    resolve(runs),
    '--out',
    file,
  ]);
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
  await page.goto(pathToFileURL(file).href);
  await page.locator('#false-positives').evaluate((section) => {
    const view = section.ownerDocument.defaultView;
    view.scrollTo(0, section.offsetTop - view.innerHeight / 2);
  });
  await page.screenshot({ path: join(pictures, 'guide-report.png') });
  await page.close();
  await rm(folder, { recursive: true });
  process.stdout.write('docs/images/guide-report.png\n');
}

async function serve() {
  const args = [
    command,
    'serve',
    '--port',
    '0',
    '--no-open',
    '--json',
    '--runs',
    resolve(runs),
    resolve(dataset),
  ];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise((done) => createInterface({ input: server.stdout }).once('line', done));
  return { server, url: JSON.parse(line).url };
}

const { server, url } = await serve();
const browser = await chromium.launch({
  executablePath: await requireBrowser({ report: () => undefined }),
  args: ['--no-sandbox'],
});
try {
  await mkdir(pictures, { recursive: true });
  for (const [name, act] of Object.entries(STEPS)) {
    const context = await browser.newContext({ viewport: SIZE, colorScheme: 'dark' });
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForTimeout(2000);
    await page.keyboard.press('4');
    await page.getByRole('region', { name: 'images of the split' }).getByRole('button').first().waitFor();
    await rest(page);
    await page.keyboard.press('j');
    await rest(page);
    await act(page);
    await rest(page);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    if (name === 'guide-marks') await page.keyboard.press('Control+z');
    await rest(page);
    await context.close();
    process.stdout.write(`docs/images/${name}.png\n`);
  }
  await takeReport(browser);
} finally {
  await browser.close();
  server.kill('SIGTERM');
}
