import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Apart from the other tests: they need four proxies, and take their time.
export default defineConfig({
  test: {
    name: 'proxies',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/proxies/*.matrix.ts'],
    reporters: ['default', './scripts/tally-reporter.ts'],
    // One after the other: two cores are little for two proxies, two services and their clients.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
