import { defineConfig } from 'vitest/config';

// Apart from `npm test`, because it needs what package.json beside it names.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.matrix.ts'],
    reporters: ['default', '../../../../scripts/tally-reporter.ts'],
    testTimeout: 60_000,
  },
});
