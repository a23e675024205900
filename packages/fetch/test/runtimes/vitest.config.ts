import { defineConfig } from 'vitest/config';

// Apart from `npm test`, because it needs what package.json beside it names.
export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.matrix.ts'], testTimeout: 60_000 },
});
