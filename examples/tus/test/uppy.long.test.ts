import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Uppy, { type Body, type Meta } from '@uppy/core';
import Tus, { type TusOptions } from '@uppy/tus';
import { describe, expect, test } from 'vitest';

import { noTmpfs } from '../../store/test/tmpfs.ts';
import { serve, serveBoth, TOO_LARGE } from './both-servers.ts';
import { expectCreationRow } from './expect-creation-row.ts';
import { fill } from './fill.ts';
import { head } from './tus.ts';

type Options = Omit<TusOptions<Meta, Body>, 'endpoint'>;

/** Stops at a 507, and decides about other errors as by default. */
const stopAt507: Options = {
  onShouldRetry: (error, _attempt, _options, next) =>
    error.originalResponse?.getStatus() !== 507 && next(error),
};

/** Returns an Uppy with one file. */
function uppyWith(url: string, content: Buffer, options: Options = {}): Uppy {
  const uppy = new Uppy().use(Tus, { endpoint: `${url}/files`, ...options });
  // In Node, tus-js-client takes buffers and streams.
  uppy.addFile({ name: 'file', data: content as never });
  return uppy;
}

/** Uploads, and returns the notice that Uppy shows its user if that fails. */
async function send(url: string, options?: Options): Promise<string> {
  const uppy = uppyWith(url, TOO_LARGE, options);
  let shown = '';
  uppy.on('info-visible', () => {
    for (const { message, details } of uppy.getState().info ?? []) {
      shown = `${message}: ${typeof details === 'string' ? details : JSON.stringify(details)}`;
    }
  });
  await uppy.upload();
  return shown;
}

describe.skipIf(noTmpfs)(`Uppy on a small volume${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`, () => {
  test('repeats a refused creation as often as any 5xx, and sends nothing of the file', async () => {
    const [without, withIt] = await serveBoth();
    const [, shown] = await Promise.all([without, withIt].map(({ url }) => send(url)));
    expectCreationRow('Uppy (@uppy/tus)', shown ?? '', without, withIt);
  });

  test('stops at once if onShouldRetry says so', async () => {
    const [without, withIt] = await serveBoth();
    const [, shown] = await Promise.all([without, withIt].map(({ url }) => send(url, stopAt507)));
    expectCreationRow('Uppy with `onShouldRetry`', shown ?? '', without, withIt);
    expect(withIt.attempts()).toBe(1);
  });

  test('resumes with its retry button after room was made', async () => {
    const { url, dataDir, methods } = await serve();
    let patches = 0;
    const uppy = uppyWith(url, Buffer.alloc(3_000_000, 'x'), {
      ...stopAt507,
      chunkSize: 1_000_000,
      async onBeforeRequest(request) {
        if (request.getMethod() === 'PATCH' && ++patches === 2) await fill(join(dataDir, 'ballast'));
      },
    });
    const first = await uppy.upload();
    expect(first?.failed?.map(({ response }) => response?.status)).toEqual([507]);
    await rm(join(dataDir, 'ballast'));
    const second = await uppy.retryAll();
    expect(second?.successful).toHaveLength(1);
    expect(methods().filter((method) => method === 'POST')).toHaveLength(1);
    const upload = second?.successful?.[0]?.uploadURL ?? '';
    expect(await head(upload)).toMatchObject({ offset: '3000000', length: '3000000' });
  });
});
