// `npm run size`: what each package weighs for those who bundle it, minified and gzipped, against its budget.
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

/** In bytes, without dependencies and peers: each package's own code. */
const BUDGETS = {
  core: 7_700,
  guard: 11_500,
  node: 3_500,
  express: 1_500,
  fastify: 1_500,
  koa: 1_500,
  nestjs: 2_000,
  fetch: 1_500,
  client: 2_500,
};

let exceeded = false;
for (const [name, budget] of Object.entries(BUDGETS)) {
  const { outputFiles } = await build({
    entryPoints: [new URL(`../packages/${name}/dist/index.js`, import.meta.url).pathname],
    bundle: true,
    // core is to count whole; its one large dependency is negotiator.
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
    `@http507/${name.padEnd(8)} ${String(size).padStart(5)} of ${budget} bytes${size > budget ? '  TOO LARGE' : ''}`,
  );
}
process.exitCode = exceeded ? 1 : 0;
