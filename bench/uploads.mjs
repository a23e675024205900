// Measures the guard for small uploads that it admits: an example service, compared with the same service and a guard that admits
// everything and records nothing.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { inTurn, median, ratio } from './rounds.mjs';

/** How often the services are restarted, because V8 compiles the same code differently in each process. */
const STARTS = 7;
const ROUNDS = 3;
/** The number of uploads after which V8 has compiled most of the code. */
const WARM_UP = 3_200;
const CONNECTIONS = 16;
/** The duration of one subject's round, in seconds. */
const TIME = 0.4;

const SIZES = { '1 kB': 1_000, '64 kB': 64_000 };

/** Code that makes each framework's application listen. */
const LISTEN = {
  express: `export const listen = (store) => createApp(store).listen(0, '127.0.0.1');`,
  fastify: `export const listen = (store) => {
    const app = createApp(store);
    app.listen({ port: 0, host: '127.0.0.1' });
    return app.server;
  };`,
};

/** Returns the table's rows. Files are written to a temporary folder in `parent`. */
export async function benchUploads(parent = tmpdir()) {
  const folder = mkdtempSync(join(parent, 'http507-bench-'));
  const children = [];
  const start = (file, ...args) => {
    const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
    children.push(child);
    return child;
  };
  try {
    const load = start('upload-load.mjs');
    const rows = [];
    for (const framework of Object.keys(LISTEN)) {
      const bundle = await bundleService(framework, folder);
      for (const [size, bytes] of Object.entries(SIZES)) {
        const results = { guarded: [], open: [] };
        for (let count = 0; count < STARTS; count += 1) {
          const services = {};
          // The order alternates.
          for (const variant of count % 2 === 0 ? ['guarded', 'open'] : ['open', 'guarded']) {
            const service = start('upload-service.mjs', bundle, mkdtempSync(join(folder, 'data-')), variant);
            services[variant] = { service, ...(await answerOf(service)) };
          }
          const measured = await benchService(services, load, bytes);
          for (const variant of Object.keys(results)) results[variant].push(...measured[variant]);
          await Promise.all(Object.values(services).map(({ service }) => end(service)));
        }
        rows.push(rowOf([framework, size], results));
      }
    }
    return rows;
  } finally {
    await Promise.all(children.filter(isRunning).map(end));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Bundles a service, so that a build cannot change it during the measurement. */
async function bundleService(framework, folder) {
  const outfile = join(folder, `${framework}.cjs`);
  await build({
    stdin: {
      contents: `import { createApp } from './src/app.ts';
        export { FileStore } from '@http507/example-store';
        ${LISTEN[framework]}`,
      resolveDir: fileURLToPath(new URL(`../examples/${framework}`, import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    // The store uses import.meta to find the migration of a ledger that is not used here.
    logOverride: { 'empty-import-meta': 'silent' },
  });
  return outfile;
}

async function benchService(services, load, bytes) {
  const round = async ({ service, port }, amount) => {
    const before = await ask(service, 'cpu');
    const { seconds, failed } = await ask(load, { port, bytes, amount, connections: CONNECTIONS });
    if (failed) throw new Error(`${failed} of ${amount} uploads failed`);
    const after = await ask(service, 'cpu');
    await ask(service, 'clean');
    return { rate: amount / seconds, cpu: (after.cpu - before.cpu) / amount };
  };
  await round(services.guarded, WARM_UP);
  const { rate } = await round(services.open, WARM_UP);
  const amount = Math.ceil((rate * TIME) / CONNECTIONS) * CONNECTIONS;
  return await inTurn(
    { guarded: () => round(services.guarded, amount), open: () => round(services.open, amount) },
    ROUNDS,
  );
}

function rowOf(facts, { guarded, open }) {
  const [rates, times] = ['rate', 'cpu'].map((what) =>
    [guarded, open].map((rounds) => rounds.map((round) => round[what])),
  );
  const figures = [...rates, ...times].map((all) => Math.round(median(all)).toLocaleString('en'));
  return [...facts, ...figures, ratio(...rates), ratio(...times)];
}

async function ask(child, message) {
  child.send(message);
  return await answerOf(child);
}

async function answerOf(child) {
  const ended = new AbortController();
  const { signal } = ended;
  try {
    return await Promise.race([
      once(child, 'message', { signal }).then(([answer]) => answer),
      once(child, 'exit', { signal }).then(() => {
        throw new Error('A process of the benchmark exited');
      }),
    ]);
  } finally {
    ended.abort();
  }
}

function isRunning({ exitCode, signalCode }) {
  return exitCode === null && signalCode === null;
}

async function end(child) {
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
