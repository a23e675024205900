import { defineConfig } from 'vitest/config';

// Separate from `npm test`, because it needs the packages in the package.json of this folder.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.matrix.ts'],
    reporters: ['default', '../../../../scripts/tally-reporter.ts'],
    testTimeout: 60_000,
  },
});
