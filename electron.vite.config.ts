// Build of the three targets: Node and Electron-main entries, the preload bridge, and the page.
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const source = (path: string) => resolve(import.meta.dirname, 'src', path);

export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        input: {
          index: source('main/index.ts'),
          cli: source('cli/index.ts'),
          'job-process': source('jobs/process/job-process.ts'),
          'inspector-process': source('jobs/process/inspector-process.ts'),
          'prepare-thread': source('jobs/data/prepare-thread.ts'),
          'open-thread': source('jobs/datasets/open-thread.ts'),
          'label-thread': source('jobs/marks/label-thread.ts'),
          'part-thread': source('jobs/recount/part-thread.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: {
        input: { index: source('preload/index.ts') },
        // A sandboxed window loads CommonJS only.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: source('renderer'),
    plugins: [svelte()],
    build: {
      rolldownOptions: { input: { index: source('renderer/index.html') } },
      // The page's policy allows no inline script and no data: URL.
      assetsInlineLimit: 0,
    },
  },
});
