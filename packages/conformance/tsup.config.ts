import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  // vitest cannot be required.
  format: ['esm'],
  dts: {
    ...(base.dts as object),
    entry: ['src/index.ts', 'src/index-without-vitest.ts'],
  },
});
