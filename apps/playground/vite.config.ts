import { readFileSync } from 'node:fs';
import { defineConfig, type Plugin } from 'vite';

import { FRAMEWORKS } from './src/protocol.ts';

const NAME = 'virtual:snippets';

/** Provides the first snippet of each adapter's README, which the tests of the READMEs run. */
function snippets(): Plugin {
  return {
    name: 'snippets',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const entries = FRAMEWORKS.map((framework) => {
        const readme = readFileSync(
          new URL(`../../packages/${framework}/README.md`, import.meta.url),
          'utf8',
        );
        const code = /^```[jt]s [^\n]*\n(.*?)^```$/ms.exec(readme)?.[1];
        if (code === undefined) throw new Error(`The README of ${framework} has no snippet`);
        return [framework, code];
      });
      return `export default ${JSON.stringify(Object.fromEntries(entries))}`;
    },
  };
}

export default defineConfig({
  plugins: [snippets()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
