import { once } from 'node:events';
import { createServer } from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createResponder, StorageExhaustedError } from '@http507/core';
import { afterEach, describe, expect, test } from 'vitest';

import { deliver } from './deliver.ts';
import { dropHeaders } from './drop-headers.ts';
import type { Incoming, Outgoing } from './exchange.ts';
import { writeReply } from './write-reply.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const responder = createResponder();
const facts = { request: {}, method: 'GET', id: 'id-1' };
const reply = responder.reply(responder.describe(new StorageExhaustedError(), facts), facts);

const STALE = Object.fromEntries(reply.dropHeaders.map((name) => [name, 'canary']));
const KEPT: Record<string, string | string[]> = {
  'access-control-allow-origin': 'https://example.com',
  'content-security-policy': "frame-ancestors 'none'",
  'server-timing': 'db;dur=5',
  'set-cookie': ['a=1', 'b=2'],
  'x-own': 'own',
};

function spoil(outgoing: Outgoing, but: readonly string[] = []): void {
  const response = outgoing as http2.Http2ServerResponse;
  for (const [name, value] of Object.entries({ ...STALE, ...KEPT }))
    if (!but.includes(name)) response.setHeader(name, value);
  response.setHeader('X-Request-Id', 'another');
  response.statusCode = 200;
}

const answer = (incoming: Incoming, outgoing: Outgoing): void => {
  dropHeaders(outgoing.getHeaders(), reply.dropHeaders, outgoing);
  deliver(incoming, outgoing, 507);
  writeReply(outgoing, reply);
};

/** Expects the reply's headers, those that are kept and no stale ones. */
function check(headers: Record<string, unknown>): void {
  for (const [name, value] of Object.entries({ ...reply.headers, ...KEPT }))
    expect(headers[name.toLowerCase()]).toEqual(value);
  expect(JSON.stringify(headers)).not.toContain('canary');
}

describe('over HTTP/1', () => {
  async function get(listener: (incoming: Incoming, outgoing: Outgoing) => void): Promise<Response> {
    const server = createServer(listener);
    closing.push(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  test('removes stale headers, keeps the others and replaces status, reason phrase and body', async () => {
    const response = await get((incoming, outgoing) => {
      spoil(outgoing);
      (outgoing as { statusMessage: string }).statusMessage = 'canary';
      answer(incoming, outgoing);
    });
    expect(response.status).toBe(507);
    expect(response.statusText).toBe('Insufficient Storage');
    const headers = Object.fromEntries(response.headers);
    check({ ...headers, 'set-cookie': response.headers.getSetCookie() });
    expect(await response.text()).toBe(reply.body);
  });
});

describe('over HTTP/2', () => {
  test('removes stale headers, keeps the others and replaces status and body', async () => {
    // Node does not allow this header over HTTP/2.
    const impossible = ['transfer-encoding'];
    const server = http2.createServer((incoming, outgoing) => {
      spoil(outgoing, impossible);
      answer(incoming, outgoing);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    closing.push(
      () => session.destroy(),
      () => server.close(),
    );
    const stream = session.request();
    const [headers] = await once(stream, 'response');
    let body = '';
    for await (const chunk of stream) body += chunk;
    expect(headers[':status']).toBe(507);
    check(headers);
    expect(body).toBe(reply.body);
  });

  test('stops an upload without an error after the response has been sent', async () => {
    const server = http2.createServer(answer);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    closing.push(
      () => session.destroy(),
      () => server.close(),
    );
    const stream = session.request({ ':method': 'PUT' }, { endStream: false });
    stream.write('the first part');
    const [headers] = await once(stream, 'response');
    let body = '';
    for await (const chunk of stream) body += chunk;
    expect(headers[':status']).toBe(507);
    expect(body).toBe(reply.body);
    if (!stream.closed) await once(stream, 'close');
    expect(stream.rstCode).toBe(http2.constants.NGHTTP2_NO_ERROR);
    expect(session.destroyed).toBe(false);
  });
});
