import { EventEmitter, once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';

import { freePort } from '../../conformance/src/free-port.ts';
import { InsufficientStorageError } from '../src/insufficient-storage-error.ts';
import { type UploadBody, upload } from '../src/upload.ts';
import { serve, serveSockets } from './upload-servers.ts';

const CHUNK = new Uint8Array(65_536);

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield CHUNK;
}

function failureOf(...args: Parameters<typeof upload>): Promise<unknown> {
  return upload(...args).then(
    () => expect.unreachable('the upload succeeded'),
    (error: unknown) => error,
  );
}

/** Answers the head of a request with bytes. */
function answerWith(bytes: string): Promise<string> {
  return serveSockets((socket) => {
    socket.once('data', () => socket.write(bytes, 'latin1'));
  });
}

/** A server that tells when a connection ends. */
async function watchSockets(listener: (socket: Socket) => void) {
  const events = new EventEmitter();
  const url = await serveSockets((socket) => {
    socket.once('close', () => events.emit('close'));
    listener(socket);
  });
  return { url, closed: once(events, 'close') };
}

/** Asks for the body, and reads it forever. */
function swallow(socket: Socket): void {
  socket.once('data', () => socket.write('HTTP/1.1 100 Continue\r\n\r\n')).resume();
}

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

describe('a signal', () => {
  const reason = new Error('the user went away');

  test('that is aborted already stops the upload before it connects', async () => {
    let connections = 0;
    const url = await serveSockets(() => {
      connections += 1;
    });
    const source = Readable.from(endless());
    expect(await failureOf(url, source, { signal: AbortSignal.abort(reason) })).toBe(reason);
    expect(source.destroyed).toBe(true);
    expect(connections).toBe(0);
  });

  test.each([
    ['while the upload waits for 100 Continue', () => undefined],
    ['in the middle', swallow],
  ])('stops the upload %s', async (_title, listener) => {
    const controller = new AbortController();
    const { url, closed } = await watchSockets((socket) => {
      listener(socket);
      socket.once('data', () => controller.abort(reason));
    });
    const source = Readable.from(endless());
    expect(await failureOf(url, source, { signal: controller.signal })).toBe(reason);
    expect(source.destroyed).toBe(true);
    await closed;
  });
});

describe('a body', () => {
  test.each<[string, () => UploadBody, object]>([
    ['that cannot be opened', () => createReadStream('/does/not/exist'), { code: 'ENOENT' }],
    [
      'that fails in the middle',
      async function* () {
        yield CHUNK;
        throw new RangeError('in the middle');
      },
      { name: 'RangeError', message: 'in the middle' },
    ],
    [
      'that has objects in it',
      async function* () {
        yield { a: 1 } as never;
      },
      { name: 'TypeError', message: 'A stream that is uploaded must have bytes or strings' },
    ],
  ])('%s fails the upload with its error', async (_title, body, expected) => {
    const { url, closed } = await watchSockets(swallow);
    expect(await failureOf(url, body())).toMatchObject(expected);
    await closed;
  });

  test('that somebody else reads is refused', async () => {
    const body = new Blob(['hello']).stream();
    body.getReader();
    expect(await failureOf('http://127.0.0.1/', body)).toMatchObject({ name: 'TypeError' });
  });

  test.each(['9', '11'])('that does not have its length fails the upload: %s', async (length) => {
    const { url, closed } = await watchSockets(swallow);
    const body = Readable.from(['0123456789']);
    expect(await failureOf(url, body, { headers: { 'Content-Length': length } })).toEqual(
      new TypeError(`The body does not have the ${length} bytes of its Content-Length`),
    );
    await closed;
  });

  test('is read no faster than the server reads it', async () => {
    let [read, received] = [0, 0];
    let ahead = 0;
    async function* produce(): AsyncGenerator<Uint8Array> {
      for (let count = 0; count < 2_000; count += 1) {
        read += CHUNK.length;
        ahead = Math.max(ahead, read - received);
        yield CHUNK;
      }
    }
    const url = await serve((request, response) => {
      response.writeContinue();
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
        // A server that is slower than its client.
        request.pause();
        setImmediate(() => request.resume());
      });
      request.once('end', () => response.writeHead(201).end());
    });
    expect((await upload(url, produce())).status).toBe(201);
    expect(received).toBe(2_000 * CHUNK.length);
    // What the connection holds.
    expect(ahead).toBeLessThan(20_000_000);
  });
});

test('onProgress that throws fails the upload with that error', async () => {
  const { url, closed } = await watchSockets(swallow);
  const mistake = new Error('a mistake');
  const onProgress = (): never => {
    throw mistake;
  };
  expect(await failureOf(url, endless(), { onProgress })).toBe(mistake);
  await closed;
});
