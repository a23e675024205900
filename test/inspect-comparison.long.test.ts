import { createWriteStream, existsSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { inspect } from '../packages/cli/src/index.ts';
import { listen } from '../packages/conformance/src/listen.ts';
import { startService } from '../scripts/demo/service.mjs';
import { readDocument } from './code-blocks.ts';
import { express, PEERS, type Peer } from './comparison-peers.ts';

/** The packages of the table, and the frameworks alone, as the demonstration runs them. */
const PACKAGES = ['http507', 'http-errors', '@hapi/boom', 'error-iq'];
const FRAMEWORKS = { Express: 'express', Fastify: 'fastify', Koa: 'koa', NestJS: 'nestjs' };

const rows = readDocument('docs/comparison.md')
  .split('\n## What inspect finds\n')[1]
  ?.match(/^\|.*\|$/gm)
  ?.slice(2)
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );

describe.skipIf(!existsSync('/dev/full'))(
  'docs/comparison.md tells what inspect finds (skipped without /dev/full)',
  { timeout: 120_000 },
  () => {
    test('in exactly these', () => {
      const names = [...PACKAGES, ...Object.keys(FRAMEWORKS).map((name) => `${name} alone`)];
      expect(rows?.map(([name]) => name)).toEqual(names);
    });

    test.each(PACKAGES)('in %s', async (name) => {
      // Express logs each error.
      const log = vi.spyOn(console, 'error').mockReturnValue();
      onTestFinished(() => log.mockRestore());
      const origin = await listen(http.createServer(applicationOf(PEERS[name] as Peer)));
      expect(rows).toContainEqual([name, ...(await findings(origin))]);
    });

    test.each(Object.entries(FRAMEWORKS))('in %s alone', async (name, file) => {
      const script = fileURLToPath(
        new URL(`../apps/playground/dist/services/without/${file}.js`, import.meta.url),
      );
      const { child, origin } = startService(script, { NODE_ENV: 'production' });
      onTestFinished(() => void child.kill('SIGKILL'));
      expect(rows).toContainEqual([`${name} alone`, ...(await findings(`${await origin}/files/a`))]);
    });
  },
);

/** Returns Express in production mode, with a route that stores uploads on a full disk, and the peer's error handler. */
function applicationOf(peer: Peer): http.RequestListener {
  const application = express();
  application.set('env', 'production');
  application.use(async (incoming: IncomingMessage, response: http.ServerResponse) => {
    await pipeline(incoming, createWriteStream('/dev/full')).catch(({ message }) => {
      throw peer.fail(507, message);
    });
    response.end();
  });
  if (peer.handler) application.use(peer.handler);
  return application;
}

/** Inspects uploads, and resolves to the status and the findings as the table has them. */
async function findings(url: string): Promise<[status: string, findings: string]> {
  const report = await inspect(url, { methods: ['PUT'], timeout: 24 });
  expect(report.unasked).toEqual([]);
  const links = report.findings.map(({ id }) => `[${id}](inspect.md#${id.replaceAll('.', '')})`);
  return [String(report.exchanges[0]?.answer?.status), links.join(', ') || 'nothing'];
}
