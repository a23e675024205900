import { statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

import { mountTmpfs, noTmpfs } from '../../store/test/tmpfs.ts';
import { expectExhausted, LOCK, setProperty, startDav, to } from './dav.ts';

describe.skipIf(noTmpfs)(`on a full volume${noTmpfs ? ` (skipped: ${noTmpfs})` : ''}`, () => {
  test('every method that needs room gets a 507, and those that make room work', async () => {
    const dataDir = await mountTmpfs();
    const { request, quota } = await startDav({ DATA_DIR: dataDir, CAPACITY_BYTES: '100000000' });
    await request('PUT', 'a', { body: 'old version' });
    await request('PROPPATCH', 'a', setProperty('purple'));
    await request('LOCK', 'a', LOCK);
    await request('MKCOL', 'folder');
    await request('PUT', 'folder/b', { body: 'b' });
    // Another program fills the volume.
    const { bavail, bsize } = await statfs(dataDir);
    await writeFile(join(dataDir, 'ballast'), Buffer.alloc(bavail * bsize));
    // The guard reads the figures of the volume every 250 ms.
    await vi.waitFor(async () => expect((await quota()).available).toBe(0), 5_000);
    for (const [method, path, options] of [
      ['PUT', 'folder/b', { body: 'x' }],
      ['PUT', 'folder/b', { body: new Blob([Buffer.alloc(100_000)]).stream() }],
      ['POST', 'folder', { body: 'x' }],
      ['MKCOL', 'other', {}],
      ['COPY', 'folder/b', to('c')],
      ['COPY', 'folder', to('other')],
      ['MOVE', 'folder', to('other')],
      ['PROPPATCH', 'folder/b', setProperty('purple')],
      ['LOCK', 'folder/b', LOCK],
      ['LOCK', 'new', LOCK],
    ] as const) {
      await expectExhausted(await request(method, path, options), 'sufficient-disk-space');
    }
    expect((await request('GET', 'new')).status).toBe(404);
    expect(await (await request('GET', 'a')).text()).toBe('old version');
    expect((await request('MOVE', 'folder/b', to('c'))).status).toBe(201);
    expect(await (await request('GET', 'c')).text()).toBe('b');
    expect((await request('DELETE', 'c')).status).toBe(204);
    expect((await request('DELETE', 'folder')).status).toBe(204);
  });

  test('the volume fills up during an upload', async () => {
    const dataDir = await mountTmpfs();
    const { request } = await startDav({ DATA_DIR: dataDir, CAPACITY_BYTES: '100000000' });
    await request('PUT', 'a', { body: 'old version' });
    const body = new Blob([Buffer.alloc(20_000_000)]).stream();
    await expectExhausted(await request('PUT', 'a', { body }), 'sufficient-disk-space');
    expect(await (await request('GET', 'a')).text()).toBe('old version');
    expect((await request('PUT', 'a', { body: Buffer.alloc(3_000_000) })).status).toBe(204);
  });
});
