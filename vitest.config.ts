// Unit tests: every *.test.ts beside its code, and the plain-Node scripts' own.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte()],
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs', 'bench/**/*.test.ts'],
    // Native engines hold state per process, so each test file gets a process of its own.
    pool: 'forks',
    testTimeout: 30_000,
    maxWorkers: 2,
    // Test files run side by side, and threads that share a processor slow each other down.
    env: { BOXWRIGHT_WASM_THREADS: '1' },
  },
});
