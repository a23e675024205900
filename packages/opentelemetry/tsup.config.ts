import { readFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';
import { buildOf } from '../../tsup.base.ts';

const base = buildOf('src/index.ts', 'src/prometheus.ts');

export default defineConfig({
  ...base,
  esbuildPlugins: [
    ...(base.esbuildPlugins ?? []),
    {
      name: 'only the name and version of package.json',
      setup(build) {
        build.onLoad({ filter: /package\.json$/ }, async ({ path }) => {
          const { name, version } = JSON.parse(await readFile(path, 'utf8'));
          return { contents: JSON.stringify({ name, version }), loader: 'json' };
        });
      },
    },
  ],
});
