import type { Options } from 'tsup';

/** What every published package builds: ESM and CJS with types for each, for Node 20 and later. */
export const base: Options = {
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  sourcemap: true,
  clean: true,
  // Without it the CJS build holds one copy of the error class per entry point.
  splitting: true,
  // tsup sets `baseUrl` for its type bundler, which TypeScript 6 deprecates.
  dts: { compilerOptions: { ignoreDeprecations: '6.0', noEmit: false } },
};
