// `npm run size` compares the size of each package, bundled, minified and gzipped, with its budget.
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

/** A budget in bytes for what is imported, without dependencies and peers. */
const BUDGETS = [
  // The most that one import brings. The rest of core are rules that applications opt in to.
  ['core', 7_000, 'createResponder'],
  ['core', 7_400],
  ['guard', 12_700],
  ['node', 4_000],
  ['express', 1_500],
  ['fastify', 1_500],
  ['koa', 1_500],
  ['nestjs', 2_000],
  ['fetch', 1_500],
  ['client', 2_500],
  ['opentelemetry', 4_000],
];

let exceeded = false;
for (const [name, budget, imported = '*'] of BUDGETS) {
  const exported = imported === '*' ? '*' : `{ ${imported} }`;
  const { outputFiles } = await build({
    stdin: {
      contents: `export ${exported} from './dist/index.js';`,
      resolveDir: new URL(`../packages/${name}`, import.meta.url).pathname,
    },
    bundle: true,
    // core counts with its dependencies, except negotiator.
    packages: name === 'core' ? 'bundle' : 'external',
    external: ['negotiator', 'node:*'],
    format: 'esm',
    minify: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    write: false,
  });
  const size = gzipSync(outputFiles[0].contents).byteLength;
  exceeded ||= size > budget;
  console.log(
    `@http507/${name.padEnd(8)} ${imported.padEnd(15)} ${String(size).padStart(5)} of ${budget} bytes${size > budget ? '  TOO LARGE' : ''}`,
  );
}
process.exitCode = exceeded ? 1 : 0;
