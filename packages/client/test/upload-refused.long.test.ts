import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

import { SERVICES, startService } from '../../../examples/store/test/service.ts';
import { InsufficientStorageError } from '../src/insufficient-storage-error.ts';
import { upload } from '../src/upload.ts';
import {
  type Certificate,
  makeCertificate,
  noOpenssl,
  relayTo,
  serve,
  serveSockets,
} from './upload-servers.ts';

/** More than the example services have room for, and than connections hold. */
const BIG = new Uint8Array(60_000_000);

/** Yields as many bytes. */
async function* inChunks(): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < BIG.length; start += 1_000_000) yield BIG.subarray(start, start + 1_000_000);
}

async function refusal(...args: Parameters<typeof upload>): Promise<InsufficientStorageError> {
  const error: unknown = await upload(...args).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(InsufficientStorageError);
  return error as InsufficientStorageError;
}

test.each(SERVICES)('the %s service refuses an upload: at no cost, or in the middle', async (name) => {
  const { url } = await startService(name);
  const headers = { 'Content-Length': String(BIG.length), 'X-Request-Id': '9f0c' };
  for (const body of [BIG, inChunks()]) {
    const relay = await relayTo(url);
    const error = await refusal(`${relay.url}/files/big`, body, { headers });
    expect(error).toMatchObject({ reason: 'capacity', requestId: '9f0c' });
    expect(await relay.bodyBytes()).toBe(0);
  }
  expect(await refusal(`${url}/files/big`, inChunks())).toMatchObject({ reason: 'capacity' });
  expect((await upload(`${url}/files/small`, 'small')).status).toBe(201);
});

test('a stream of a refused upload cannot be sent again, other bodies can', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(507).end();
  });
  expect((await refusal(url, inChunks())).obstacle).toBe('body');
  expect((await refusal(url, BIG)).obstacle).toBeUndefined();
  expect((await refusal(url, BIG, { method: 'POST' })).obstacle).toBe('method');
  const headers = { 'Idempotency-Key': 'a' };
  expect((await refusal(url, BIG, { method: 'POST', headers })).obstacle).toBeUndefined();
});

test.each([307, 401, 413, 429, 503])('status %i ends the upload and is returned', async (status) => {
  const url = await serve((request, response) => {
    response.writeContinue();
    request.once('data', () => {
      request.pause();
      response.writeHead(status, { Location: '/elsewhere' }).end('no');
    });
  });
  const source = Readable.from(inChunks());
  const response = await upload(url, source);
  expect([response.status, response.headers.get('location'), await response.text()]).toEqual([
    ...[status, '/elsewhere', 'no'],
  ]);
  expect(source.destroyed).toBe(true);
});

test('a 201 that comes early is returned after the whole body was sent', async () => {
  let received = 0;
  const url = await serve((request, response) => {
    response.writeContinue();
    response.writeHead(201).flushHeaders();
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    request.once('end', () => response.end('stored'));
  });
  const sent: number[] = [];
  const onProgress = ({ sentBytes }: { sentBytes: number }): void => void sent.push(sentBytes);
  const response = await upload(url, BIG, { onProgress });
  expect(sent.at(-1)).toBe(BIG.length);
  expect(await response.text()).toBe('stored');
  expect(received).toBe(BIG.length);
});

test('a server that ignores Expect gets the body nevertheless', async () => {
  const url = await serveSockets((socket) => {
    let received = '';
    socket.setEncoding('latin1').on('data', (text) => {
      received += text;
      if (received.endsWith('\r\n\r\nhello')) socket.end('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
    });
  });
  expect((await upload(url, 'hello')).status).toBe(201);
});

test('a server that refuses Expect gets the request again, without it', async () => {
  const expectations: unknown[] = [];
  const bodies: string[] = [];
  const url = await serve(async (request, response) => {
    expectations.push(request.headers.expect);
    if (request.headers.expect) return response.writeHead(417).end();
    bodies.push(String(await buffer(request)));
    return response.writeHead(201).end();
  });
  expect((await upload(url, Readable.from(['hello']))).status).toBe(201);
  expect(expectations).toEqual(['100-continue', undefined]);
  expect(bodies).toEqual(['hello']);
});

test('a refused upload leaves no connection behind, even with an agent that keeps them', async () => {
  const closed: Promise<unknown>[] = [];
  const server = http.createServer().on('checkContinue', (_request, response) => {
    response.writeHead(403).end('no');
  });
  server.on('connection', (socket: Socket) => closed.push(once(socket, 'close')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const agent = new http.Agent({ keepAlive: true });
  const { port } = server.address() as { port: number };
  for (const options of [{}, { agent }])
    expect((await upload(`http://127.0.0.1:${port}/`, BIG, options)).status).toBe(403);
  expect(closed).toHaveLength(2);
  await Promise.all(closed);
});

describe('a connection that is reset right after the response', () => {
  async function startResetting(certificate?: Certificate): Promise<number> {
    const child: ChildProcess = fork(fileURLToPath(new URL('upload-resetting-server.mjs', import.meta.url)));
    onTestFinished(() => void child.kill());
    child.send(certificate ? { key: String(certificate.key), cert: String(certificate.cert) } : false);
    const [port] = await once(child, 'message');
    return port;
  }
  const TIMES = 20;

  test.each([
    ['bytes', () => BIG],
    ['a stream', inChunks],
  ])(`does not lose it, ${TIMES} times of ${TIMES}: %s`, async (_title, body) => {
    const url = `http://127.0.0.1:${await startResetting()}/`;
    for (let count = 0; count < TIMES; count += 1)
      expect(await refusal(url, body())).toMatchObject({ requestId: '9f0c', retryAfter: { seconds: 60 } });
  });

  test.skipIf(noOpenssl)(
    `does not lose it over TLS, ${TIMES} times of ${TIMES}${noOpenssl ? ` (skipped: ${noOpenssl})` : ''}`,
    async () => {
      const certificate = await makeCertificate();
      const url = `https://127.0.0.1:${await startResetting(certificate)}/`;
      const agent = new https.Agent({ ca: certificate.cert });
      for (let count = 0; count < TIMES; count += 1)
        expect(await refusal(url, BIG, { agent })).toMatchObject({ requestId: '9f0c' });
    },
  );
});
