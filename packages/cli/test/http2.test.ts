import http from 'node:http';
import http2 from 'node:http2';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { StorageExhaustedError, storageExhaustedListener } from '@http507/node';
import { expect, test } from 'vitest';

import { inspect } from '../src/index.ts';
import { serveRaw } from './serve-raw.ts';

type Incoming = http.IncomingMessage | http2.Http2ServerRequest;
type Outgoing = http.ServerResponse | http2.Http2ServerResponse;

/** Serves a listener over HTTP/1 and over HTTP/2 without TLS, on one port. */
function serveBoth(listener: (request: Incoming, response: Outgoing) => unknown): Promise<string> {
  const one = http.createServer(listener);
  const two = http2.createServer(listener);
  return serveRaw((socket) => {
    socket.once('readable', () => {
      const head: Buffer | null = socket.read();
      if (head === null) return;
      socket.unshift(head);
      (head.toString('latin1').startsWith('PRI ') ? two : one).emit('connection', socket);
    });
  });
}

test('a 507 over HTTP/2 is inspected too', { timeout: 60_000 }, async () => {
  const fail = (): never => {
    throw new StorageExhaustedError();
  };
  const url = await serveBoth(storageExhaustedListener<Incoming, Outgoing>(fail, { logger: false }));
  const { findings, exchanges } = await inspect(url, { timeout: 60 });
  const answers = exchanges.filter(({ request }) => request.protocol === 'HTTP/2');
  expect(answers.map(({ request, answer }) => [request.method, answer?.status])).toEqual([
    ['PUT', 507],
    ['GET', 507],
  ]);
  expect(findings.map(({ id }) => id)).toEqual(['expect.refused']);
});

test('an answer that only HTTP/2 clients lose is found', { timeout: 60_000 }, async () => {
  const fail = (request: Incoming): void => {
    if (request instanceof http.IncomingMessage) throw new StorageExhaustedError();
    request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  };
  const url = await serveBoth(storageExhaustedListener<Incoming, Outgoing>(fail, { logger: false }));
  const { findings } = await inspect(url, { methods: ['GET'], timeout: 60 });
  expect(findings.map(({ id, evidence }) => [id, evidence[0]?.requests[0]])).toEqual([
    ['delivery.closed', 'GET over HTTP/2'],
  ]);
});

test('an endless body over HTTP/2 is read only in part', { timeout: 60_000 }, async () => {
  const url = await serveBoth(
    storageExhaustedListener<Incoming, Outgoing>(
      (request, response) => {
        if (request instanceof http.IncomingMessage) throw new StorageExhaustedError();
        const body = Readable.from(repeat('no room '.repeat(1000)));
        response.writeHead(507, {
          'Content-Type': 'text/plain',
          'Cache-Control': 'no-store',
          'X-Request-Id': 'endless',
        });
        pipeline(body, response as Writable).catch(() => undefined);
      },
      { logger: false },
    ),
  );
  const { findings } = await inspect(url, { methods: ['GET'], timeout: 60 });
  expect(findings.map(({ id }) => id)).toEqual(['body.too-long']);
});

function* repeat(text: string): Generator<string> {
  for (;;) yield text;
}
