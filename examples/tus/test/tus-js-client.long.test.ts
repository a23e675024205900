import { randomBytes } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tus } from '@http507/core/profiles';
import { defaultOptions, Upload, type UploadOptions } from 'tus-js-client';
import { describe, expect, test, vi } from 'vitest';

import { expectRow } from '../../../test/client-table.ts';
import { startService } from '../../store/test/service.ts';
import { noTmpfs } from '../../store/test/tmpfs.ts';
import { serve, serveBoth, TOO_LARGE } from './both-servers.ts';
import { expectCreationRow, withoutIds } from './expect-creation-row.ts';
import { fill } from './fill.ts';
import { sendWithTus, start, statusOf } from './send-with-tus.ts';
import { created, fileOf, head, usage } from './tus.ts';

/** Stops at a 507, and decides about other errors as by default. */
const stopAt507: Partial<UploadOptions> = {
  onShouldRetry: (error, attempt, options) =>
    error.originalResponse?.getStatus() !== 507 &&
    (defaultOptions.onShouldRetry?.(error, attempt, options) ?? true),
};

/** Whole pages of the volume. Otherwise the last page would take some bytes of the next chunk, and the client would start its retries anew. */
const CHUNK = 1024 * 1024;

/** Fills the volume before the second PATCH of an upload. */
function fillingUp(dataDir: string): Partial<UploadOptions> {
  let patches = 0;
  return {
    chunkSize: CHUNK,
    async onBeforeRequest(request) {
      if (request.getMethod() === 'PATCH' && ++patches === 2) await fill(join(dataDir, 'ballast'));
    },
  };
}

test('resumes a stream of unknown length whose last chunk did not fit', async () => {
  const { url } = await startService('tus', { QUOTA_BYTES: '3000000' });
  const other = await created(url, 1_000_000);
  const chunks = Array.from({ length: 25 }, () => randomBytes(100_000));
  const { upload, error } = await sendWithTus(url, Readable.from(chunks), {
    ...stopAt507,
    chunkSize: 1_000_000,
    uploadLengthDeferred: true,
  });
  expect(statusOf(error)).toBe(507);
  expect(await head(upload.url ?? '')).toMatchObject({ offset: '2000000', length: null, deferred: '1' });
  await Upload.terminate(other);
  expect(await start(upload)).toBeUndefined();
  expect(await usage(url)).toMatchObject({ usedBytes: 2_500_000, reservedBytes: 0 });
  const stored = await (await fetch(upload.url ?? '')).arrayBuffer();
  expect(Buffer.concat(chunks).equals(Buffer.from(stored))).toBe(true);
});

const onTmpfs = `tus-js-client on a small volume${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`;

describe.skipIf(noTmpfs)(onTmpfs, () => {
  test('repeats a refused creation as often as any 5xx, and sends nothing of the file', async () => {
    const [without, withIt] = await serveBoth();
    const [, refused] = await Promise.all([without, withIt].map(({ url }) => sendWithTus(url, TOO_LARGE)));
    expect(statusOf(refused?.error)).toBe(507);
    expectCreationRow('tus-js-client', refused?.error?.message ?? '', without, withIt);
  });

  test('stops at once if onShouldRetry says so', async () => {
    const [without, withIt] = await serveBoth();
    const [, refused] = await Promise.all(
      [without, withIt].map(({ url }) => sendWithTus(url, TOO_LARGE, stopAt507)),
    );
    const client = 'tus-js-client with `onShouldRetry`';
    expectCreationRow(client, refused?.error?.message ?? '', without, withIt);
    expect(withIt.attempts()).toBe(1);
  });

  test('stops at once if the server says 413', async () => {
    const [without, withIt] = await serveBoth({ ...tus, status: 413 });
    const [, refused] = await Promise.all([without, withIt].map(({ url }) => sendWithTus(url, TOO_LARGE)));
    expect(statusOf(refused?.error)).toBe(413);
    const client = 'tus-js-client, server with `status: 413`';
    expectCreationRow(client, refused?.error?.message ?? '', without, withIt);
    expect(withIt.attempts()).toBe(1);
  });

  test('reports an upload that the volume has no room for any more', async () => {
    const [without, withIt] = await serveBoth();
    const content = Buffer.alloc(3 * CHUNK);
    const [, refused] = await Promise.all(
      [without, withIt].map(({ url, dataDir }) => sendWithTus(url, content, fillingUp(dataDir))),
    );
    expect(statusOf(refused?.error)).toBe(507);
    for (const server of [without, withIt]) {
      expect(server.bodyBytes()).toBeGreaterThan(CHUNK);
      expect(server.bodyBytes()).toBeLessThanOrEqual((server.attempts() - 1) * CHUNK);
    }
    expectRow('tus', {
      client: 'tus-js-client, the volume fills up during the upload',
      sees: withoutIds(refused?.error?.message ?? ''),
      attempts: [without.attempts(), withIt.attempts()],
      bytes: ['up to a chunk per attempt', 'up to a chunk per attempt'],
    });
  });

  test('resumes by hand after room was made, and sends nothing twice that was stored', async () => {
    const { url, dataDir, methods } = await serve();
    const content = randomBytes(3 * CHUNK);
    const options = { ...fillingUp(dataDir), ...stopAt507 };
    const { upload, error } = await sendWithTus(url, content, options);
    expect(statusOf(error)).toBe(507);
    expect(methods()).toEqual(['POST', 'PATCH', 'PATCH']);
    const { offset } = await head(upload.url ?? '');
    expect(Number(offset)).toBe(CHUNK);
    expect((await stat(fileOf(dataDir, upload.url ?? ''))).size).toBe(Number(offset));

    await rm(join(dataDir, 'ballast'));
    const offsets: unknown[] = [];
    upload.options.onBeforeRequest = (request) => {
      if (request.getMethod() === 'PATCH') offsets.push(request.getHeader('Upload-Offset'));
    };
    expect(await start(upload)).toBeUndefined();
    expect(offsets[0]).toBe(offset);
    expect(methods().filter((method) => method === 'POST')).toHaveLength(1);
    const stored = await (await fetch(upload.url ?? '')).arrayBuffer();
    expect(content.equals(Buffer.from(stored))).toBe(true);
  });

  test('resumes by itself if room is made while it waits for its next attempt', async () => {
    const { url, dataDir, methods } = await serve();
    const filling = fillingUp(dataDir);
    const { upload, error } = await sendWithTus(url, randomBytes(3 * CHUNK), {
      ...filling,
      onAfterResponse: async (_request, response) => {
        if (response.getStatus() === 507) await rm(join(dataDir, 'ballast'), { force: true });
      },
    });
    expect(error).toBeUndefined();
    expect(methods().filter((method) => method === 'POST')).toHaveLength(1);
    expect(await head(upload.url ?? '')).toMatchObject({ offset: '3145728', length: '3145728' });
  });

  test('keeps the room of an upload that its user has paused', async () => {
    const { url } = await serve();
    const content = randomBytes(3_000_000);
    const upload = new Upload(content, { endpoint: `${url}/files`, chunkSize: 1_000_000 });
    await new Promise<void>((resolve) => {
      upload.options.onChunkComplete = (_size, accepted) => {
        if (accepted === 1_000_000) void upload.abort().then(resolve);
      };
      upload.start();
    });
    await vi.waitFor(
      async () => expect(await usage(url)).toMatchObject({ reservedBytes: 3_000_000 }),
      20_000,
    );
    upload.options.onChunkComplete = null;
    expect(await start(upload)).toBeUndefined();
    expect(await usage(url)).toMatchObject({ usedBytes: 3_000_000, reservedBytes: 0 });
    await Upload.terminate(upload.url ?? '');
    expect(await usage(url)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  });
});
