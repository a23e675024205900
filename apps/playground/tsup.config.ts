import { defineConfig } from 'tsup';
import { base } from '../../tsup.base.ts';

export default defineConfig({
  ...base,
  entry: ['src/server/**/*.ts', 'src/services/**/*.ts', 'src/protocol.ts'],
  format: ['esm'],
  dts: false,
});
