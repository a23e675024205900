import { EventEmitter, once } from 'node:events';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';

import { freePort } from '../../conformance/src/free-port.ts';
import { InsufficientStorageError } from '../src/insufficient-storage-error.ts';
import { upload } from '../src/upload.ts';
import { CHUNK, endless, failureOf } from './upload-failure.ts';
import { serve, serveSockets, swallow, watchSockets } from './upload-servers.ts';

describe('a server', () => {
  test.each([
    ['says nothing', (socket: Socket) => void socket.resume()],
    ['asks for the body and never answers', swallow],
  ])('that %s is left when nothing moves', async (_title, listener) => {
    const { url, closed } = await watchSockets(listener);
    expect(await failureOf(url, 'hello', { timeout: 50 })).toMatchObject({
      name: 'TimeoutError',
      message: 'Nothing was sent or received for 50 ms',
    });
    await closed;
  });

  test('that stops reading is left when nothing moves', async () => {
    const stalled = new EventEmitter();
    const { url, closed } = await watchSockets((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        socket.pause();
      });
      stalled.once('left', () => socket.resume());
    });
    const source = Readable.from(endless());
    expect(await failureOf(url, source, { timeout: 500 })).toMatchObject({ name: 'TimeoutError' });
    expect(source.destroyed).toBe(true);
    stalled.emit('left');
    await closed;
  });

  test.each([
    ['is not there', async () => `http://127.0.0.1:${await freePort()}/`, 'ECONNREFUSED'],
    ['is at none of its addresses', async () => `http://localhost:${await freePort()}/`, 'ECONNREFUSED'],
    ['hangs up', () => serveSockets((socket) => socket.destroy()), 'ECONNRESET'],
    ['speaks something else', () => answerWith('220 mail ESMTP\r\n'), 'HPE_INVALID_CONSTANT'],
    [
      'sends a header of 1 MB',
      () => answerWith(`HTTP/1.1 507 Full\r\nX-Large: ${'x'.repeat(1_000_000)}\r\n\r\n`),
      'HPE_HEADER_OVERFLOW',
    ],
    ['sends the status 999', () => answerWith('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'), undefined],
  ])('that %s is a TypeError with a cause', async (_title, start, code) => {
    const error = await failureOf(await start(), endless());
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toMatch(/^The upload failed: ./);
    expect((error as Error).cause).toBeInstanceOf(Error);
    if (code) expect(error).toMatchObject({ cause: { code } });
  });
});

describe('the body of a response', () => {
  /** Sends a head, and then chunks without end. */
  async function serveEndless(status: number) {
    const events = new EventEmitter();
    const url = await serve((_request, response) => {
      response.once('close', () => events.emit('close', written));
      let written = 0;
      response.writeHead(status);
      const fill = (): void => {
        do written += CHUNK.length;
        while (response.write(CHUNK));
      };
      response.on('drain', fill);
      fill();
    });
    return { url, closed: once(events, 'close') };
  }

  test('that never ends is read as far as the caller wants', async () => {
    const { url, closed } = await serveEndless(400);
    const reader = ((await upload(url, 'hello')).body as ReadableStream<Uint8Array>).getReader();
    expect((await reader.read()).done).toBe(false);
    await reader.cancel();
    const [written] = await closed;
    // What the connection holds.
    expect(written).toBeLessThan(20_000_000);
  });

  test('that never ends does not hold up a 507', async () => {
    const { url, closed } = await serveEndless(507);
    expect(await failureOf(url, 'hello')).toBeInstanceOf(InsufficientStorageError);
    await closed;
  });

  test('that breaks off fails when it is read', async () => {
    const url = await serveSockets((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\n\r\nhello'));
    });
    const response = await upload(url, 'hello');
    expect(response.status).toBe(400);
    await expect(response.text()).rejects.toThrow();
  });

  test('that stands still fails after the timeout, and ends with the signal', async () => {
    const { url, closed } = await watchSockets((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 10\r\n\r\nhello'));
    });
    const response = await upload(url, 'hello', { timeout: 2_000 });
    await expect(response.text()).rejects.toMatchObject({ name: 'TimeoutError' });
    await closed;
    const controller = new AbortController();
    const other = await upload(url, 'hello', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(other.text()).rejects.toThrow('enough');
  });

  test('that nobody reads does not hold the connection', async () => {
    const { url, closed } = await watchSockets((socket) => {
      socket.once('data', () => {
        socket.write(`HTTP/1.1 400 Bad Request\r\nContent-Length: 50000\r\n\r\n${'x'.repeat(50_000)}`);
      });
    });
    expect((await upload(url, 'hello')).status).toBe(400);
    await closed;
  });
});

/** Answers the head of a request with bytes. */
function answerWith(bytes: string): Promise<string> {
  return serveSockets((socket) => {
    socket.once('data', () => socket.write(bytes, 'latin1'));
  });
}
