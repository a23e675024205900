import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';

import { type UploadBody, upload } from '../src/upload.ts';
import { CHUNK, endless, failureOf } from './upload-failure.ts';
import { serve, serveSockets, swallow, watchSockets } from './upload-servers.ts';

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
