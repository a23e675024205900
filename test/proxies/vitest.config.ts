import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Separate from the other tests, because these need four proxies and are slow.
export default defineConfig({
  test: {
    name: 'proxies',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/proxies/*.matrix.ts'],
    reporters: ['default', './scripts/tally-reporter.ts'],
    // In sequence, because two cores are too few for two proxies, two services and their clients.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
