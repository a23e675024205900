import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, describe, expect, test } from 'vitest';

import { linger } from './linger.ts';

const MEGABYTE = 1024 * 1024;
const BODY = '{"status":507}';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

async function serve(listener: Listener): Promise<number> {
  const server = createServer((request, response) => void listener(request, response));
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}

/** Answers like an adapter. */
function refuse(request: IncomingMessage, response: ServerResponse): void {
  linger(request, response);
  response.statusCode = 507;
  response.setHeader('Content-Length', BODY.length);
  response.end(BODY);
}

interface Client {
  readonly socket: Socket;
  /** Returns once what has been received satisfies the condition. */
  readonly until: (condition: (text: string) => boolean) => Promise<string>;
  /** Resolves once the server has ended, with all that it sent; rejects when the connection is reset. */
  readonly ended: Promise<string>;
}

async function dial(port: number, head: string): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  const ended = new Promise<string>((resolve, reject) => {
    socket.once('end', () => resolve(text));
    socket.once('error', reject);
  });
  ended.catch(() => {});
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'connect');
  socket.write(head.replaceAll('\n', '\r\n'));
  const until = async (condition: (text: string) => boolean): Promise<string> => {
    while (!condition(text)) await Promise.race([once(socket, 'data'), ended]);
    return text;
  };
  return { socket, until, ended };
}

const put = (...headers: string[]): string => `PUT / HTTP/1.1\nHost: a\n${headers.join('\n')}\n\n`;
const answered = (text: string): boolean => text.endsWith(BODY);

/** Sends bytes as fast as possible until the connection closes. */
async function send(socket: Socket, bytes: number): Promise<void> {
  const chunk = Buffer.alloc(64 * 1024);
  const gone = once(socket, 'close').catch(() => {});
  for (let sent = 0; sent < bytes && socket.writable; sent += chunk.byteLength)
    if (!socket.write(chunk.subarray(0, bytes - sent)))
      await Promise.race([once(socket, 'drain').catch(() => {}), gone]);
}

describe('a request that is complete', () => {
  test.each([
    ['no body', 'GET / HTTP/1.1\nHost: a\n\n'],
    ['an empty body', put('Content-Length: 0')],
  ])('is answered at once and keeps its connection: %s', async (_name, head) => {
    const port = await serve(refuse);
    const { until, socket } = await dial(port, head);
    expect(await until(answered)).not.toMatch(/Connection: close/i);
    socket.destroy();
  });

  test('is answered at once when its body has been read', async () => {
    const port = await serve(async (request, response) => {
      for await (const _ of request);
      refuse(request, response);
    });
    const { until, socket } = await dial(port, `${put('Content-Length: 1')}x`);
    expect(await until(answered)).not.toMatch(/Connection: close/i);
    socket.destroy();
  });
});

describe('a small remainder', () => {
  test('is drained and the connection is reused', async () => {
    let requests = 0;
    const port = await serve((request, response) => {
      requests += 1;
      refuse(request, response);
    });
    const { socket, until } = await dial(port, `${put('Content-Length: 65536')}${'x'.repeat(100)}`);
    expect(await until(answered)).toContain('Connection: keep-alive');
    socket.write('x'.repeat(65_436));
    socket.write(put('Content-Length: 0').replaceAll('\n', '\r\n'));
    await until((text) => text.split(BODY).length === 3);
    expect(requests).toBe(2);
    socket.destroy();
  });

  test.each([
    ['it is a byte longer than that', put('Content-Length: 65537')],
    ['its length is unknown', put('Transfer-Encoding: chunked')],
    ['the client wants to close', put('Content-Length: 10', 'Connection: close')],
    ['the client speaks HTTP/1.0', 'PUT / HTTP/1.0\nContent-Length: 10\n\n'],
  ])('is not awaited on a connection that stays open when %s', async (_name, head) => {
    const port = await serve(refuse);
    const { socket, until, ended } = await dial(port, head);
    expect(await until(answered)).toMatch(/Connection: close/i);
    socket.end();
    expect(await ended).toContain(BODY);
  });

  test('is awaited if the client expected 100 Continue, got none and sends anyway', async () => {
    // Node closes the connection of such a request once its response ends.
    let complete: Promise<boolean> | undefined;
    const port = await serve(() => {});
    servers[0]?.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      refuse(request, response);
      complete = once(response, 'close').then(() => request.complete);
    });
    const { socket, until, ended } = await dial(port, put('Content-Length: 60000', 'Expect: 100-continue'));
    const text = await until(answered);
    expect(text).toMatch(/^HTTP\/1\.1 507 /);
    expect(text).toMatch(/Connection: close/i);
    await send(socket, 60_000);
    expect(await ended).toBe(text);
    expect(await complete).toBe(true);
  });
});

describe('a large remainder', () => {
  test('does not delay the response, which ends after the request', async () => {
    const port = await serve(refuse);
    const { socket, until, ended } = await dial(port, put(`Content-Length: ${MEGABYTE}`));
    const text = await until(answered);
    expect(text).toMatch(/^HTTP\/1\.1 507 /);
    expect(text).toContain('Content-Length: 14');
    await send(socket, MEGABYTE);
    // `ended` rejects on a reset.
    expect(await ended).toBe(text);
  });

  test('that is chunked ends with its last chunk', async () => {
    const port = await serve(refuse);
    const { socket, until, ended } = await dial(port, put('Transfer-Encoding: chunked'));
    await until(answered);
    for (let index = 0; index < 32; index += 1) socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`);
    socket.write('0\r\n\r\n');
    expect(await ended).toContain(BODY);
  });

  test.each<[string, Listener]>([
    [
      'pipeline',
      async (request, response) => {
        const failing = new Writable({ write: (_chunk, _encoding, done) => done(new Error('ENOSPC')) });
        await pipeline(request, failing).catch(() => refuse(request, response));
      },
    ],
    [
      'for await',
      async (request, response) => {
        try {
          for await (const _ of request) throw new Error('ENOSPC');
        } catch {
          refuse(request, response);
        }
      },
    ],
  ])('is drained although %s has destroyed the request', async (_name, listener) => {
    let destroyed: boolean | undefined;
    const port = await serve(async (request, response) => {
      await listener(request, response);
      destroyed = request.destroyed;
    });
    const { socket, until, ended } = await dial(port, put(`Content-Length: ${4 * MEGABYTE}`));
    const started = performance.now();
    await send(socket, 4 * MEGABYTE);
    expect(await until(answered)).toMatch(/^HTTP\/1\.1 507 /);
    expect(destroyed).toBe(true);
    expect(await ended).toContain(BODY);
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  test.each<[string, (request: IncomingMessage, begun: () => void) => unknown]>([
    ['pipes it', (request, begun) => request.pipe(new Writable({ write: begun }))],
    ['reads it', (request, begun) => request.once('readable', begun).on('readable', () => request.read(1))],
    ['has paused it', (request, begun) => request.once('data', begun).on('data', () => request.pause())],
  ])('is drained although the handler %s', async (_name, start) => {
    const port = await serve((request, response) => start(request, () => refuse(request, response)));
    const started = performance.now();
    const { socket, until, ended } = await dial(port, put(`Content-Length: ${4 * MEGABYTE}`));
    await send(socket, 4 * MEGABYTE);
    await until(answered);
    expect(await ended).toContain(BODY);
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  test('is drained up to 16 MB and the response is not reset', async () => {
    let bytesRead = 0;
    const port = await serve((request, response) => {
      const { socket } = request;
      refuse(request, response);
      response.once('close', () => {
        bytesRead = socket.bytesRead;
      });
    });
    const { socket, until } = await dial(port, put(`Content-Length: ${1024 * MEGABYTE}`));
    const text = await until(answered);
    expect(text).toMatch(/^HTTP\/1\.1 507 /);
    socket.on('error', () => {});
    await send(socket, 1024 * MEGABYTE);
    while (bytesRead === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(bytesRead).toBeGreaterThanOrEqual(16 * MEGABYTE);
    expect(bytesRead).toBeLessThan(17 * MEGABYTE);
    socket.destroy();
  });

  test('that never arrives is awaited for 2 s', async () => {
    const port = await serve(refuse);
    const started = performance.now();
    const { until, ended } = await dial(port, put(`Content-Length: ${MEGABYTE}`));
    await until(answered);
    expect(performance.now() - started).toBeLessThan(1_900);
    await ended;
    expect(performance.now() - started).toBeGreaterThan(1_900);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('is drained for a client that reads only after sending everything', async () => {
    const port = await serve(refuse);
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(put(`Content-Length: ${8 * MEGABYTE}`).replaceAll('\n', '\r\n'));
    await send(socket, 8 * MEGABYTE);
    let text = '';
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 507 /);
    expect(answered(text)).toBe(true);
  });

  test('of a client that never reads does not block the server', async () => {
    let closed: Promise<unknown> | undefined;
    const port = await serve((request, response) => {
      refuse(request, response);
      closed = once(response, 'close');
    });
    const socket = connect({ port, host: '127.0.0.1' });
    socket.write(put(`Content-Length: ${MEGABYTE}`).replaceAll('\n', '\r\n'));
    await send(socket, MEGABYTE);
    const started = performance.now();
    while (!closed) await new Promise((resolve) => setImmediate(resolve));
    await closed;
    expect(performance.now() - started).toBeLessThan(1_900);
    socket.destroy();
  });

  test('is not awaited after the client has closed its side', async () => {
    const port = await serve(refuse);
    const started = performance.now();
    const { socket, until, ended } = await dial(port, put(`Content-Length: ${MEGABYTE}`));
    const text = await until(answered);
    socket.end();
    expect(await ended).toBe(text);
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  test('is not awaited after the client has disconnected', async () => {
    let closed: Promise<unknown> | undefined;
    const port = await serve((request, response) => {
      refuse(request, response);
      closed = once(response, 'close');
    });
    const { socket, until } = await dial(port, put(`Content-Length: ${MEGABYTE}`));
    await until(answered);
    socket.resetAndDestroy();
    const started = performance.now();
    await closed;
    expect(performance.now() - started).toBeLessThan(1_900);
  });

  test('leaves no listeners on the socket and the request', async () => {
    const counts: number[][] = [];
    const port = await serve((request, response) => {
      const { socket } = request;
      const count = (): void => {
        const names = ['data', 'readable', 'end', 'close', 'pause', 'resume', 'error', 'drain'];
        counts.push([socket, request].flatMap((emitter) => names.map((name) => emitter.listenerCount(name))));
      };
      count();
      const { end } = response;
      linger(request, response);
      response.setHeader('Content-Length', BODY.length);
      count();
      response.end(BODY);
      request.once('end', () => process.nextTick(count));
      expect(response.end).toBe(end);
    });
    const { socket, until, ended } = await dial(port, put(`Content-Length: ${MEGABYTE}`));
    await until(answered);
    await send(socket, MEGABYTE);
    await ended;
    const [before, during, after] = counts as [number[], number[], number[]];
    expect(during).not.toEqual(before);
    // Node removes one more itself.
    expect(after.filter((count, index) => count > (before[index] ?? 0))).toEqual([]);
  });

  test('is ignored if the socket is gone', async () => {
    let done: Promise<unknown> | undefined;
    const port = await serve((request, response) => {
      done = once(response, 'close').then(() => refuse(request, response));
    });
    const { socket } = await dial(port, put(`Content-Length: ${MEGABYTE}`));
    while (!done) await new Promise((resolve) => setImmediate(resolve));
    socket.resetAndDestroy();
    await expect(done).resolves.toBeUndefined();
  });
});

describe('the delayed end', () => {
  const large = put(`Content-Length: ${MEGABYTE}`);

  async function answer(end: (response: ServerResponse) => void, head = large): Promise<string> {
    const port = await serve((request, response) => {
      linger(request, response);
      response.setHeader('Content-Length', BODY.length);
      end(response);
    });
    const { socket, until, ended } = await dial(port, head);
    await until((text) => text.includes('\r\n\r\n'));
    await send(socket, MEGABYTE);
    return ended;
  }

  test('calls its callback once and returns the response', async () => {
    let calls = 0;
    let returned: unknown;
    const text = await answer((response) => {
      returned =
        response.end(BODY, () => {
          calls += 1;
        }) === response;
    });
    expect(text).toContain(BODY);
    expect(returned).toBe(true);
    expect(calls).toBe(1);
  });

  test('accepts an encoding, a Buffer and no argument', async () => {
    const hex = Buffer.from(BODY).toString('hex');
    expect(await answer((response) => response.end(hex, 'hex'))).toContain(BODY);
    expect(await answer((response) => response.end(Buffer.from(BODY)))).toContain(BODY);
    expect(await answer((response) => response.end(BODY, undefined as never, undefined))).toContain(BODY);
    const written = await answer((response) => {
      response.write(BODY);
      response.end();
    });
    expect(written).toContain(BODY);
  });

  test('sends the headers for HEAD at once', async () => {
    const text = await answer((response) => response.end(), large.replace('PUT', 'HEAD'));
    expect(text).toContain('Content-Length: 14');
    expect(text.endsWith('\r\n\r\n')).toBe(true);
  });

  test('is immediate if the request has ended before', async () => {
    const port = await serve((request, response) => {
      linger(request, response);
      request.once('end', () => {
        setImmediate(() => {
          response.setHeader('Content-Length', BODY.length);
          response.end(BODY);
        });
      });
    });
    const { socket, ended } = await dial(port, large);
    await send(socket, MEGABYTE);
    expect(await ended).toContain(BODY);
  });
});
