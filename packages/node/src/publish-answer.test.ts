import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ExhaustedEvent } from '@http507/core';
import { expect, onTestFinished, test } from 'vitest';

import { createExchangeHandler } from './create-exchange-handler.ts';
import { StorageExhaustedError } from './index.ts';

async function request(listener: RequestListener): Promise<Response> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => server.close().closeAllConnections());
  await once(server, 'listening');
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('the event is published before the answer, with the status of the profile', async () => {
  const published: [ExhaustedEvent, boolean][] = [];
  let headersSent = true;
  const onAnswer = (event: unknown): unknown => published.push([event as ExhaustedEvent, headersSent]);
  subscribe('http507:answer', onAnswer);
  onTestFinished(() => void unsubscribe('http507:answer', onAnswer));
  const handle = createExchangeHandler({
    logger: false,
    profile: { mediaTypes: ['text/plain'], render: () => 'full', status: 413 },
  });
  const { status } = await request((incoming, outgoing) => {
    headersSent = outgoing.headersSent;
    handle(new StorageExhaustedError({ kind: 'disk' }), () => ({ request: incoming, incoming, outgoing }));
  });
  expect(status).toBe(413);
  expect(published).toMatchObject([[{ kind: 'disk', status: 413 }, false]]);
});

test('a report after the answer runs in the context of its request', async () => {
  const context = new AsyncLocalStorage<string>();
  const reported = new Promise<unknown>((resolve) => {
    const handle = createExchangeHandler({ logger: false, onExhausted: () => resolve(context.getStore()) });
    void request((incoming, outgoing) =>
      context.run('of the request', () =>
        handle(new StorageExhaustedError(), () => ({
          request: incoming,
          incoming,
          outgoing,
          // As Koa does.
          write: ({ status }) => context.exit(() => setImmediate(() => outgoing.writeHead(status).end())),
        })),
      ),
    );
  });
  expect(await reported).toBe('of the request');
});
