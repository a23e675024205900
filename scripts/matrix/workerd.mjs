import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { expectAnswers } from './answer.mjs';
import { portOf } from './port-of.mjs';
import { kill, start } from './run.mjs';
import { installTools } from './tools.mjs';

const MINIFLARE = '4.20260730.0';

/** Serves core and the fetch adapter in workerd, without Node's modules. */
export async function checkWorkerd({ check, note }, { alone }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    note('skipped: workerd is tested only on x86-64 Linux');
    return;
  }
  const tools = await installTools('workerd', { miniflare: MINIFLARE });
  const project = await alone('@http507/core', '@http507/fetch');
  for (const name of ['core', 'fetch']) {
    await check(`workerd of miniflare ${MINIFLARE}: ${name}`, async () => {
      const worker = join(project, `${name}.js`);
      await build({
        entryPoints: [fileURLToPath(new URL(`workers/${name}.mjs`, import.meta.url))],
        // The worker is outside the project, so it finds the packages only here.
        nodePaths: [join(project, 'node_modules')],
        bundle: true,
        format: 'esm',
        platform: 'neutral',
        mainFields: ['module', 'main'],
        conditions: ['workerd', 'worker', 'import'],
        outfile: worker,
        logLevel: 'silent',
      });
      const script = join(tools, '..', 'serve-worker.mjs');
      writeFileSync(
        script,
        `import { readFileSync } from 'node:fs';
        import { Miniflare } from 'miniflare';
        const miniflare = new Miniflare({
          modules: true, script: readFileSync(process.argv[2], 'utf8'), compatibilityDate: '2026-07-01', host: '127.0.0.1', port: 0,
        });
        console.log('port ' + (await miniflare.ready).port);`,
      );
      const server = start(process.execPath, [script, worker]);
      try {
        await expectAnswers(await portOf(server));
      } finally {
        kill(server.child);
        await server.ended;
      }
    });
  }
}
