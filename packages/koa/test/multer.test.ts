import http from 'node:http';
import { createRequire } from 'node:module';
import { listen, mountFullVolume } from '@http507/conformance';
import { storageExhaustedMiddleware } from '@http507/koa';
import type { Middleware } from 'koa';
import type { Options } from 'multer';
import { afterAll, describe, expect, test } from 'vitest';
import { MAJORS } from './majors.ts';

// It has no types of its own.
const multer = createRequire(import.meta.url)('@koa/multer') as (options: Options) => {
  single(field: string): Middleware;
};

const volume = mountFullVolume();
if (typeof volume !== 'string') afterAll(volume.remove);

describe.each(MAJORS)('@koa/multer in $major', ({ Koa }) => {
  const title = 'a file that does not fit on the volume gets a 507';
  if (typeof volume === 'string') {
    test.skip(`${title} (skipped: ${volume})`);
    return;
  }

  test(title, async () => {
    const application = new Koa();
    application.use(storageExhaustedMiddleware({ logger: false }));
    application.use(multer({ dest: volume.folder }).single('file'));
    application.use((context) => {
      context.status = 201;
    });
    const origin = await listen(http.createServer(application.callback()));
    const send = (size: number): Promise<Response> => {
      const body = new FormData();
      body.set('file', new Blob([new Uint8Array(size)]), 'file.bin');
      return fetch(origin, { method: 'POST', body });
    };
    const refused = await send(1024 * 1024);
    expect(refused.status).toBe(507);
    expect(await refused.json()).toMatchObject({ status: 507, reason: 'capacity' });
    // multer has removed its part, so a small file fits.
    expect((await send(1024)).status).toBe(201);
  });
});
