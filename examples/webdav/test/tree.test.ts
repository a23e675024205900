import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

import { mountSmallVolume, whyNoVolume } from '../../../packages/backends/test/small-volume.ts';
import { treeSize } from '../src/tree-size.ts';
import { type Dav, expectExhausted, LOCK, startDav, to } from './dav.ts';

/** Makes a collection with files of the given lengths. */
async function makeTree({ request }: Dav, folder: string, files: Record<string, number>): Promise<void> {
  await request('MKCOL', folder);
  for (const [name, length] of Object.entries(files)) {
    await request('PUT', `${folder}/${name}`, { body: Buffer.alloc(length) });
  }
}

/** Returns the paths below an account's folder. */
async function listTree({ dataDir }: Dav): Promise<string[]> {
  return (await readdir(join(dataDir, 'anonymous'), { recursive: true })).sort();
}

/** Returns the members of a 207, and their statuses. */
async function membersOf(response: Response): Promise<[href: string, status: string][]> {
  const text = await response.text();
  expect([response.status, text]).toEqual([207, expect.stringContaining('multistatus')]);
  expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
  const members = text.matchAll(/<d:href>(.*?)<\/d:href><d:status>HTTP\/1\.1 (.*?)<\/d:status>/g);
  return [...members].map(([, href = '', status = '']) => [href, status]);
}

test('a COPY of a collection copies what fits, and 207 names the members that do not', async () => {
  const dav = await startDav({ QUOTA_BYTES: '10000' });
  await makeTree(dav, 'a', { big: 4000, 'b%26c': 1000, small: 100 });
  await makeTree(dav, 'a/inner', { big: 3000 });
  const response = await dav.request('COPY', 'a', to('copy'));
  const text = await response.clone().text();
  expect(await membersOf(response)).toEqual([
    ['/dav/copy/big', '507 Insufficient Storage'],
    ['/dav/copy/inner/big', '507 Insufficient Storage'],
  ]);
  expect(text.match(/<d:quota-not-exceeded\/>/g)).toHaveLength(2);
  expect(text.match(/<d:responsedescription>The storage allotted/g)).toHaveLength(2);
  expect(text).not.toContain(dav.dataDir);
  expect(await listTree(dav)).toEqual([
    'a',
    'a/b&c',
    'a/big',
    'a/inner',
    'a/inner/big',
    'a/small',
    'copy',
    'copy/b&c',
    'copy/inner',
    'copy/small',
  ]);
  expect((await dav.quota()).used).toBe(await treeSize(dav.dataDir));
});

test('a COPY that replaces a collection replaces it whole or not at all', async () => {
  const dav = await startDav({ QUOTA_BYTES: '10000' });
  await makeTree(dav, 'a', { big: 5000, small: 100 });
  await makeTree(dav, 'b', { old: 3000 });
  await dav.request('PUT', 'more', { body: Buffer.alloc(1900) });
  const before = await listTree(dav);
  await expectExhausted(await dav.request('COPY', 'a', to('b')), 'quota-not-exceeded');
  expect(await listTree(dav)).toEqual(before);
  expect(await dav.quota()).toEqual({ used: 10_000, available: 0 });
  // Now it fits in the place of what it replaces.
  await dav.request('DELETE', 'more');
  await dav.request('PUT', 'a/big', { body: Buffer.alloc(4900) });
  expect((await dav.request('COPY', 'a', to('b'))).status).toBe(204);
  expect(await listTree(dav)).toEqual(['a', 'a/big', 'a/small', 'b', 'b/big', 'b/small']);
  expect(await dav.quota()).toEqual({ used: 10_000, available: 0 });
});

test('a file that a collection replaces stays if the collection does not fit', async () => {
  const dav = await startDav({ QUOTA_BYTES: '10000' });
  await makeTree(dav, 'a', { one: 3000, two: 3000 });
  await dav.request('PUT', 'b', { body: Buffer.alloc(1000) });
  await dav.request('PUT', 'more', { body: Buffer.alloc(1000) });
  const used = await dav.quota();
  await expectExhausted(await dav.request('COPY', 'a', to('b')), 'quota-not-exceeded');
  expect((await (await dav.request('GET', 'b')).arrayBuffer()).byteLength).toBe(1000);
  expect(await dav.quota()).toEqual(used);
});

test('a COPY of a single file gets a 507, and the old version of the destination stays', async () => {
  const dav = await startDav({ QUOTA_BYTES: '10000' });
  await dav.request('PUT', 'a', { body: Buffer.alloc(6000) });
  await dav.request('PUT', 'b', { body: 'old version' });
  await expectExhausted(await dav.request('COPY', 'a', to('b')), 'quota-not-exceeded');
  await expectExhausted(await dav.request('COPY', 'a', to('c')), 'quota-not-exceeded');
  expect(await (await dav.request('GET', 'b')).text()).toBe('old version');
  expect(await listTree(dav)).toEqual(['a', 'b']);
});

test('locks and Overwrite: F still protect a destination', async () => {
  const dav = await startDav();
  await makeTree(dav, 'a', { one: 10 });
  await makeTree(dav, 'b', { two: 10, three: 10 });
  const before = await listTree(dav);
  const answer = await dav.request('COPY', 'a', to('b', { overwrite: 'F' }));
  expect(await answer.text()).toContain('412 Precondition Failed');
  expect(await listTree(dav)).toEqual(before);
  await dav.request('LOCK', 'b', LOCK);
  expect(await (await dav.request('MOVE', 'a', to('b'))).text()).toContain('423 Locked');
  expect((await listTree(dav)).filter((name) => !name.includes('.nephelemeta'))).toEqual(before);
});

describe.skipIf(whyNoVolume)(
  `on a volume that has no inodes left${whyNoVolume ? ` (skipped: ${whyNoVolume})` : ''}`,
  () => {
    /** Starts the server on a volume, and leaves this many inodes free. */
    async function startFull(build: (dav: Dav) => Promise<void>, left: number): Promise<Dav> {
      const inodes = 30;
      const volume = mountSmallVolume({ megabytes: 4, inodes });
      onTestFinished(() => volume.unmount());
      const dav = await startDav({ DATA_DIR: volume.path, CAPACITY_BYTES: '100000000' });
      await build(dav);
      // The root of the volume takes one.
      const taken = 1 + (await readdir(volume.path, { recursive: true })).length;
      for (let name = taken; name < inodes - left; name += 1) {
        expect((await dav.request('PUT', `filler-${name}`, { body: '' })).status).toBe(201);
      }
      return dav;
    }

    test('a MOVE moves what it can, and 207 names the members that it cannot', async () => {
      const dav = await startFull(async (dav) => {
        await makeTree(dav, 'a', { one: 10 });
        await makeTree(dav, 'a/inner', { two: 10 });
      }, 1);
      expect(await membersOf(await dav.request('MOVE', 'a', to('b')))).toEqual([
        ['/dav/b/inner', '507 Insufficient Storage'],
      ]);
      expect((await listTree(dav)).filter((name) => !name.startsWith('filler'))).toEqual([
        'a',
        'a/inner',
        'a/inner/two',
        'b',
        'b/one',
      ]);
      expect((await dav.quota()).used).toBe(20);
    });

    test('a MOVE that replaces a collection is undone', async () => {
      const dav = await startFull(async (dav) => {
        await makeTree(dav, 'a', { one: 10 });
        await makeTree(dav, 'a/inner', { two: 10 });
        await makeTree(dav, 'b', { old: 10 });
      }, 1);
      const before = await listTree(dav);
      await expectExhausted(await dav.request('MOVE', 'a', to('b')), 'sufficient-disk-space');
      expect(await listTree(dav)).toEqual(before);
      expect((await dav.quota()).used).toBe(30);
      await dav.request('DELETE', before.find((name) => name.startsWith('filler')) ?? '');
      expect((await dav.request('MOVE', 'a', to('b'))).status).toBe(204);
      expect((await listTree(dav)).filter((name) => !name.startsWith('filler'))).toEqual([
        'b',
        'b/inner',
        'b/inner/two',
        'b/one',
      ]);
      expect((await dav.quota()).used).toBe(20);
    });
  },
);
