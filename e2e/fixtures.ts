// What every spec gets: a sample dataset, a server, and a page on which an error in the console is a failure.
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { runBoxwright, startServer, type Server } from './boxwright.ts';

interface TestFixtures {
  readonly server: Server;
  /** Folder of the runs: empty, or with one run made by the command line. */
  readonly runsFolder: string;
  /** Dataset folders that the server opens when it starts. */
  readonly openFolders: readonly string[];
}
interface WorkerFixtures {
  readonly scratch: string;
  /** A dataset folder of 24 images. */
  readonly sampleFolder: string;
  /** A folder of runs with one run on the sample. */
  readonly trainedRuns: string;
  /** A folder of runs with one Gaussian run on BCCD; specs take a copy, and leave it as it is. */
  readonly bccdRuns: string;
  /** The same with a second run. */
  readonly bccdPair: string;
}

export const BCCD = join(import.meta.dirname, '../../shared/data/bccd');

/** Trains on BCCD at a small size: a minute at most. */
function trainOnBccd(runs: string, epochs: number, ...settings: readonly string[]): Promise<void> {
  const all = ['input.width=192', 'evaluation.scoreThreshold=0.2', ...settings];
  const set = all.flatMap((setting) => ['--set', setting]);
  return runBoxwright('train', BCCD, '--runs', runs, '--epochs', String(epochs), ...set);
}

/** A copy of a folder of runs, which a spec may change. */
export async function copyRuns(runs: string, scratch: string): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'copy-'));
  await cp(runs, folder, { recursive: true });
  return folder;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  scratch: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures that are needed from this pattern.
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'boxwright-e2e-'));
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  sampleFolder: [
    async ({ scratch }, use) => {
      const folder = join(scratch, 'cells');
      await runBoxwright('sample', folder, '--images', '24');
      await use(folder);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  trainedRuns: [
    async ({ scratch, sampleFolder }, use) => {
      const runs = join(scratch, 'trained');
      const settings = [
        '--set',
        'input.width=224',
        '--set',
        'schedule.batchSize=4',
        '--set',
        'network.gaussian=true',
      ];
      await runBoxwright('train', sampleFolder, '--runs', runs, '--epochs', '30', ...settings);
      await use(runs);
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  bccdRuns: [
    async ({ scratch }, use) => {
      const runs = join(scratch, 'bccd');
      await trainOnBccd(runs, 8, 'network.gaussian=true');
      await use(runs);
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  bccdPair: [
    async ({ scratch, bccdRuns }, use) => {
      const runs = await copyRuns(bccdRuns, scratch);
      await trainOnBccd(runs, 4);
      await use(runs);
    },
    { scope: 'worker', timeout: 600_000 },
  ],
  runsFolder: async ({ scratch }, use) => {
    await use(await mkdtemp(join(scratch, 'runs-')));
  },
  openFolders: [[], { option: true }],
  server: async ({ runsFolder, openFolders }, use) => {
    const server = await startServer(runsFolder, ...openFolders);
    await use(server);
    await server.stop();
  },
  // Named first, the server outlives the page: requests under way at the end do not fail.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- naming it is what orders the two.
  context: async ({ server: _, context }, use) => {
    const problems: string[] = [];
    context.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    context.on('weberror', (error) => problems.push(error.error().stack ?? error.error().message));
    await use(context);
    expect(problems, 'errors in the browser').toEqual([]);
  },
});
export { expect };

const SCREENS = join(import.meta.dirname, '../test-results/screens');

/** Keeps a picture of the page, and looks for barriers that axe calls serious or critical. */
export async function inspectScreen(page: Page, name: string): Promise<void> {
  await mkdir(SCREENS, { recursive: true });
  await page.screenshot({ path: join(SCREENS, `${name}.png`) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join('; ')}`);
  expect(grave, `barriers on ${name}`).toEqual([]);
}
