import type { Options } from 'tsup';

/** Returns what a published package builds from its entries: ESM and CJS with types for each, for Node 20 and later. */
export const buildOf = (...entries: string[]): Options => ({
  entry: ['src/**/*.ts', '!src/**/*.test.ts'],
  format: ['esm', 'cjs'],
  target: 'node20',
  // The code is not minified: a stack trace leads to the names of the source. Maps are more than half of a tarball.
  sourcemap: false,
  clean: true,
  // ESM keeps the files of the source, because bundlers leave out by the file what has no side effects: a dependency
  // in CommonJS, or a class with properties defined on its prototype, stays in wherever its file does.
  esbuildPlugins: [
    {
      name: 'a file for each file',
      setup(build) {
        const { initialOptions } = build;
        if (initialOptions.format === 'cjs') initialOptions.entryPoints = entries;
        else {
          build.onResolve({ filter: /^\..*\.ts$/ }, ({ kind, path }) =>
            kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
          );
          build.onEnd(({ outputFiles }) => {
            // What holds types alone.
            const empty = (outputFiles ?? []).filter(({ contents }) => contents.byteLength === 0);
            for (const file of empty) outputFiles?.splice(outputFiles.indexOf(file), 1);
          });
        }
      },
    },
  ],
  dts: {
    entry: entries,
    // tsup sets `baseUrl` for its type bundler, which TypeScript 6 deprecates.
    compilerOptions: { ignoreDeprecations: '6.0', noEmit: false },
  },
});

/** For a package with one entry. */
export const base: Options = buildOf('src/index.ts');
