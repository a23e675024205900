import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import http2 from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';

import { cut } from './cut.ts';
import type { Outgoing } from './exchange.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Write = (outgoing: Outgoing) => unknown;

async function get(write: Write): Promise<{ status: number; body: Promise<string>; errors: unknown[] }> {
  const errors: unknown[] = [];
  const server = createServer((_request, response) => write(response));
  server.on('clientError', (error) => errors.push(error));
  closing.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { status: response.status, body: response.text(), errors };
}

/** Sends headers and the first part, and cuts after both were sent. */
const begin =
  (headers: Record<string, string>): Write =>
  (outgoing) => {
    outgoing.writeHead(200, headers);
    (outgoing as ServerResponse).write('first', () => cut(outgoing, new Error('canary')));
  };

describe('over HTTP/1', () => {
  test.each<[string, Record<string, string>]>([
    ['chunked', {}],
    ['with its length', { 'Content-Length': '100' }],
  ])('a response is visibly incomplete: %s', async (_name, headers) => {
    const { status, body } = await get(begin(headers));
    expect(status).toBe(200);
    await expect(body).rejects.toThrow('terminated');
  });

  test('a response that closes its connection lacks its last chunk', async () => {
    // Without fetch, which treats the end of such a connection as the end of the response.
    const server = createServer((_request, response) => begin({ Connection: 'close' })(response));
    closing.push(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/Transfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n$/);
  });

  test('a response that has ended is not cut', async () => {
    const { body } = await get((outgoing) => {
      outgoing.end('x'.repeat(5_000_000));
      cut(outgoing, new Error('canary'));
    });
    expect(await body).toHaveLength(5_000_000);
  });
});

describe('over HTTP/2', () => {
  async function request(
    write: Write,
  ): Promise<{ code: Promise<unknown>; session: http2.ClientHttp2Session }> {
    const server = http2.createServer((_request, response) => write(response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    closing.push(
      () => session.destroy(),
      () => server.close(),
    );
    const stream = session.request();
    stream.resume().on('error', () => {});
    const code = new Promise((resolve) => stream.once('close', () => resolve(stream.rstCode)));
    return { code, session };
  }

  test('a response is reset with INTERNAL_ERROR and the session survives', async () => {
    const { code, session } = await request(begin({}));
    expect(await code).toBe(http2.constants.NGHTTP2_INTERNAL_ERROR);
    expect(session.destroyed).toBe(false);
    const pinged = new Promise((resolve) => session.ping((error) => resolve(error)));
    expect(await pinged).toBeNull();
  });

  test('a response that has ended is not cut', async () => {
    const { code } = await request((outgoing) => {
      (outgoing as http2.Http2ServerResponse).end('all');
      cut(outgoing, new Error('canary'));
    });
    expect(await code).toBe(http2.constants.NGHTTP2_NO_ERROR);
  });
});
