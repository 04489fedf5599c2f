// End-to-end tests: a person's tasks in a real browser, against the built app.
import { defineConfig } from '@playwright/test';

const executablePath = process.env['BOXWRIGHT_CHROMIUM'];

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/artifacts',
  workers: 1,
  retries: 0,
  forbidOnly: process.env['CI'] !== undefined,
  // One epoch of training on a slow machine takes its time.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['html', { open: 'never' }]],
  use: {
    viewport: { width: 1520, height: 880 },
    headless: true,
    trace: 'retain-on-failure',
    launchOptions: {
      args: ['--no-sandbox'],
      ...(executablePath !== undefined && { executablePath }),
    },
  },
});
