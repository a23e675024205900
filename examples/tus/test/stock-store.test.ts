import { once } from 'node:events';
import { rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { storageExhaustedHandler } from '@http507/express';
import { FileStore } from '@tus/file-store';
import { Server } from '@tus/server';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';

import { mountTmpfs, noTmpfs } from '../../store/test/tmpfs.ts';
import { fill } from './fill.ts';
import { created, fileOf, head, patch } from './tus.ts';

/** Serves the store of tus as it is. */
async function serveStock(directory: string): Promise<string> {
  const tus = new Server({
    path: '/files',
    datastore: new FileStore({ directory }),
    relativeLocation: true,
    onResponseError(_request, error) {
      if (!('status_code' in error)) throw error;
      return undefined;
    },
  });
  const app = express();
  app.all(['/files', '/files/:id'], (request, response) => tus.handle(request, response));
  app.use(storageExhaustedHandler({ profile: 'tus', logger: false }));
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.skipIf(noTmpfs)(`the store of tus as it is${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`, () => {
  test('gets a 507 and resumes, with nothing but onResponseError', async () => {
    const dataDir = await mountTmpfs();
    const url = await serveStock(dataDir);
    const upload = await created(url, 3_000_000);
    await patch(upload, 0, Buffer.alloc(1_000_000));
    await fill(join(dataDir, 'ballast'));
    const refused = await patch(upload, 1_000_000, Buffer.alloc(2_000_000));
    expect([refused.status, refused.headers.get('tus-resumable')]).toEqual([507, '1.0.0']);
    expect(await refused.text()).not.toContain('ENOSPC');
    const { offset } = await head(upload);
    expect((await stat(fileOf(dataDir, upload))).size).toBe(Number(offset));
    await rm(join(dataDir, 'ballast'));
    expect((await patch(upload, Number(offset), Buffer.alloc(3_000_000 - Number(offset)))).status).toBe(204);
  });
});
