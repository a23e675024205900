import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import http2 from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';

import { lazyContinue } from './lazy-continue.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(server: Server | http2.Http2Server): Promise<number> {
  closing.push(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

const HEAD =
  'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n';

/** Sends the head, and the body only after `100 Continue`. Returns everything received. */
async function upload(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let sent = false;
  socket.write(HEAD);
  for await (const chunk of socket) {
    text += chunk;
    if (!sent && text.includes('HTTP/1.1 100 ')) {
      sent = true;
      socket.write('hello');
    }
  }
  return text;
}

interface Http2Answer {
  readonly status: number | undefined;
  readonly continues: number;
  readonly body: string;
}

async function upload2(port: number): Promise<Http2Answer> {
  const session = http2.connect(`http://127.0.0.1:${port}`);
  closing.unshift(() => session.destroy());
  const stream = session.request(
    { ':method': 'PUT', ':path': '/', expect: '100-continue' },
    { endStream: false },
  );
  let continues = 0;
  let status: number | undefined;
  stream.on('continue', () => {
    continues += 1;
    stream.end('hello');
  });
  stream.on('response', (headers) => {
    status = headers[':status'];
  });
  let body = '';
  for await (const chunk of stream) body += chunk;
  return { status, continues, body };
}

describe('over HTTP/1', () => {
  test('a rejected client never gets 100', async () => {
    const server = createServer((_request, response) => response.writeHead(507).end());
    lazyContinue(server);
    expect(await upload(await listen(server))).toMatch(/^HTTP\/1\.1 507 /);
  });

  test('a rejected client gets no 100 even if the rest of its request is drained', async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(507).end();
    });
    lazyContinue(server);
    expect(await upload(await listen(server))).toMatch(/^HTTP\/1\.1 507 /);
  });

  test('a client gets 100 exactly once when its body is read', async () => {
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.end(`got ${body}`);
    });
    lazyContinue(server);
    const text = await upload(await listen(server));
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    expect(text.match(/HTTP\/1\.1 100/g)).toHaveLength(1);
    expect(text).toContain('got hello');
  });

  test('without it, Node sends 100 to clients that are rejected', async () => {
    const server = createServer((_request, response) => response.writeHead(507).end());
    expect(await upload(await listen(server))).toMatch(/^HTTP\/1\.1 100 /);
  });

  test('a request without Expect is served as before', async () => {
    const server = createServer((request, response) => request.pipe(response));
    lazyContinue(server);
    const port = await listen(server);
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'PUT', body: 'hello' });
    expect(await response.text()).toBe('hello');
  });

  test('a server with a listener keeps only that', async () => {
    const server = createServer((_request, response) => response.end('lazy'));
    server.on('checkContinue', (_request, response) => response.writeHead(417).end());
    lazyContinue(server);
    expect(server.listenerCount('checkContinue')).toBe(1);
    expect(await upload(await listen(server))).toMatch(/^HTTP\/1\.1 417 /);
  });

  test('calling it twice has no further effect', () => {
    const server = createServer();
    lazyContinue(server);
    lazyContinue(server);
    expect(server.listenerCount('checkContinue')).toBe(1);
  });
});

describe('over HTTP/2', () => {
  test('a rejected client never gets 100', async () => {
    const server = http2.createServer((_request, response) => {
      response.writeHead(507);
      response.end('full');
    });
    lazyContinue(server);
    expect(await upload2(await listen(server))).toEqual({ status: 507, continues: 0, body: 'full' });
  });

  test('a client gets 100 exactly once when its body is read', async () => {
    const server = http2.createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.end(`got ${body}`);
    });
    lazyContinue(server);
    expect(await upload2(await listen(server))).toEqual({ status: 200, continues: 1, body: 'got hello' });
  });
});

test('an application instead of its server is a TypeError', () => {
  const application = Object.assign(new EventEmitter(), { listen: () => undefined });
  for (const mistake of [application, undefined])
    expect(() => lazyContinue(mistake as unknown as Server)).toThrow('server must be a server');
});
