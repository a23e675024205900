import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { run } from './run.mjs';

/**
 * Checks that the adapter of one installed copy, in one module format, answers an error of another copy of core in the other format.
 */
export async function checkTwoCopies({ check }, { alone }) {
  const thrower = await alone('@http507/core');
  const answerer = await alone('@http507/core', '@http507/guard', '@http507/node');
  for (const format of ['ESM', 'CJS']) {
    const [core, node] = format === 'ESM' ? ['index.js', 'index.cjs'] : ['index.cjs', 'index.js'];
    await check(`an adapter answers an error of another copy of core in ${format}`, () =>
      expectOk(`
        const { createRequire } = await import('node:module');
        const load = (path) => (path.endsWith('.cjs') ? createRequire('/')(path) : import('file://' + path));
        const mine = await load(${JSON.stringify(join(thrower, 'node_modules/@http507/core/dist', core))});
        const theirs = await load(${JSON.stringify(join(answerer, 'node_modules/@http507/node/dist', node))});
        if (mine.StorageExhaustedError === theirs.StorageExhaustedError) throw new Error('Both are the same copy.');
        const { ask, EXPECTED } = await import(${JSON.stringify(here('answer.mjs'))});
        const { listen } = await import(${JSON.stringify(here('apps/listen.mjs'))});
        const { fail } = await import(${JSON.stringify(here('apps/fail.mjs'))});
        const http = await import('node:http');
        const listener = theirs.storageExhaustedListener(
          () => fail('/typed', mine.StorageExhaustedError), { logger: false });
        const answer = await ask(await listen(http.createServer(listener)), '/');
        if (answer !== EXPECTED['/typed']) throw new Error(answer);
        if (!theirs.isStorageExhaustedError(new mine.StorageExhaustedError())) throw new Error('not recognized');
        process.exit(0);
      `),
    );
  }
}

async function expectOk(code) {
  const { code: status, output } = await run(process.execPath, ['--input-type=module', '-e', code]);
  if (status !== 0) throw new Error(output);
}

function here(path) {
  return pathToFileURL(new URL(path, import.meta.url).pathname).href;
}
