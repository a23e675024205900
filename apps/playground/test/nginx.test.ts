import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { TimedExchange } from '../src/protocol.ts';
import { childrenOf } from './children-of.ts';
import { nginx, noNginx } from './find-nginx.ts';
import { type Playground, startPlayground } from './start-playground.ts';
import { statusOf } from './status-of.ts';

const ORDER = {
  service: 'koa-with',
  path: '/files/a.bin',
  bodyBytes: 20_000_000,
  requestId: 'behind-nginx',
  account: 'guest',
  manner: 'nginx',
};

describe.skipIf(noNginx)(`nginx in front of the services (${noNginx ?? 'which is installed'})`, () => {
  test('starts again when it has ended', async () => {
    const playground = await start({});
    expect(await send(playground)).toBe(507);
    const killed = nginxOf(playground);
    process.kill(killed, 'SIGKILL');
    await vi.waitUntil(async () => (await send(playground)) === 507, { timeout: 30_000, interval: 200 });
    expect(nginxOf(playground)).not.toBe(killed);
  });

  test('starts again when its first start has failed, and leaves no files', async () => {
    const folder = makeFolder();
    const playground = await start({
      PATH: pathWith(
        folder,
        `if [ ! -e ${folder}/folder ]; then echo "$2" > ${folder}/folder; echo 'no such luck' >&2; exit 1; fi
exec ${nginx} "$@"`,
      ),
    });
    const response = await playground.post('/api/send', ORDER);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('no such luck');
    expect(existsSync(readFileSync(`${folder}/folder`, 'utf8').trim())).toBe(false);
    expect(await send(playground)).toBe(507);
  });

  test('refuses a name that resolves to this machine', async () => {
    const playground = await start({});
    expect(await send(playground)).toBe(507);
    const [, file = ''] =
      /-c\0([^\0]+)/.exec(readFileSync(`/proc/${nginxOf(playground)}/cmdline`, 'utf8')) ?? [];
    const [, port] = /listen 127\.0\.0\.1:(\d+)/.exec(readFileSync(file, 'utf8')) ?? [];
    const url = `http://127.0.0.1:${port}/koa-with/files`;
    expect(await statusOf('GET', url, { Host: `127.0.0.1:${port}`, 'X-Account': 'guest' })).toBe(200);
    expect(await statusOf('GET', url, { Host: `rebound.example:${port}`, 'X-Account': 'guest' })).toBe(403);
  });

  test('ends with a gateway that is killed', async () => {
    const playground = await start({});
    expect(await send(playground)).toBe(507);
    const pid = nginxOf(playground);
    process.kill(playground.mainPid(), 'SIGKILL');
    await vi.waitUntil(() => !existsSync(`/proc/${pid}`), { timeout: 30_000 });
  });
});

test('nginx ends with a gateway that ends while nginx starts', async () => {
  const folder = makeFolder();
  const playground = await start({ PATH: pathWith(folder, `echo $$ > ${folder}/pid; exec sleep 3600`) });
  playground.post('/api/send', ORDER).catch(() => undefined);
  await vi.waitUntil(() => existsSync(`${folder}/pid`) && readFileSync(`${folder}/pid`, 'utf8') !== '', {
    timeout: 30_000,
  });
  const pid = Number(readFileSync(`${folder}/pid`, 'utf8'));
  onTestFinished(() => {
    if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
  });
  await playground.stop();
  expect(existsSync(`/proc/${pid}`)).toBe(false);
});

async function start(environment: NodeJS.ProcessEnv): Promise<Playground> {
  const playground = await startPlayground(environment);
  onTestFinished(playground.stop);
  return playground;
}

/** Sends an upload through nginx. Resolves to the status of the answer. */
async function send(playground: Playground): Promise<number | undefined> {
  const response = await playground.post('/api/send', ORDER);
  if (!response.ok) return undefined;
  return ((await response.json()) as TimedExchange).exchange.answer?.status;
}

/** Returns the process of the nginx of a playground. */
function nginxOf({ mainPid }: Playground): number {
  const main = String(mainPid());
  const [pid] = [main, ...childrenOf(main)].flatMap((parent) => childrenOf(parent, 'nginx -p'));
  return Number(pid);
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'http507-nginx-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Returns a PATH that leads to a program `nginx` of a folder first. */
function pathWith(folder: string, script: string): string {
  const file = join(folder, 'nginx');
  writeFileSync(
    file,
    `#!/bin/sh\nif [ "$1" = -v ]; then echo 'nginx version: nginx/1.0' >&2; exit; fi\n${script}\n`,
  );
  chmodSync(file, 0o755);
  return `${folder}:${process.env.PATH}`;
}
