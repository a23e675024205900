import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Reservation } from '@http507/guard';
import { expect, test, vi } from 'vitest';

import { FileStore } from '../src/file-store.ts';
import type { StoredFile } from '../src/folder.ts';
import { makeFolder, partsIn } from './service.ts';

const LIMITS = { quotaBytes: 1000, leaseSeconds: 60 };
const ME = 'anonymous';

interface Opened {
  store: FileStore;
  dataDir: string;
  put(name: string, upload: Readable, expectedBytes?: number): Promise<StoredFile>;
  free(): Promise<number>;
}

async function openStore(capacityBytes = 100): Promise<Opened> {
  const dataDir = await makeFolder();
  return open({ dataDir, capacityBytes });
}

async function open(limits: { dataDir: string; capacityBytes: number }): Promise<Opened> {
  const store = await FileStore.open({ ...LIMITS, ...limits });
  // Like a guarded route.
  const admit = async (name: string, bytes = 0): Promise<Reservation> =>
    store.guard.reserve(ME, bytes, { replacedBytes: await store.length(ME, name) });
  return {
    store,
    dataDir: limits.dataDir,
    put: async (name, upload, bytes) => store.put(ME, name, upload, await admit(name, bytes)),
    free: async () => (await store.guard.usage(ME)).availableBytes,
  };
}

const bytes = (count: number): Readable => Readable.from([Buffer.alloc(count, 'x')]);
const exhausted = { name: 'StorageExhaustedError', reason: 'capacity', kind: 'disk' };

test('replaces a file and counts the difference', async () => {
  const { store, dataDir, put, free } = await openStore();
  expect(await put('a', bytes(80), 80)).toEqual({ name: 'a', bytes: 80 });
  expect(await free()).toBe(20);
  await put('a', bytes(100), 100);
  expect(await free()).toBe(0);
  await put('a', bytes(10), 10);
  expect(await free()).toBe(90);
  expect(await readFile(join(dataDir, 'a'), 'utf8')).toBe('x'.repeat(10));
  await store.remove(ME, 'a');
  expect(await free()).toBe(100);
  expect(await partsIn(dataDir)).toEqual([]);
});

test('reads nothing of an upload that does not fit', async () => {
  const { dataDir, put, free } = await openStore();
  const upload = bytes(101);
  await expect(put('a', upload, 101)).rejects.toMatchObject({ ...exhausted, resource: dataDir });
  expect([upload.readableDidRead, upload.destroyed]).toEqual([false, false]);
  expect(await free()).toBe(100);
});

test('counts the real length when the announced one was wrong', async () => {
  const { dataDir, put, free } = await openStore();
  await put('longer', bytes(60), 10);
  expect(await free()).toBe(40);
  await put('shorter', bytes(10), 40);
  expect(await free()).toBe(30);
  await expect(put('longest', bytes(31), 1)).rejects.toMatchObject(exhausted);
  await expect(put('unknown', bytes(31))).rejects.toMatchObject(exhausted);
  expect(await free()).toBe(30);
  expect(await partsIn(dataDir)).toEqual([]);
});

test('counts uploads in progress, also those to one name', async () => {
  const { put, free } = await openStore();
  const first = new PassThrough();
  const stored = put('a', first, 60);
  await vi.waitFor(async () => expect(await free()).toBe(40), 20_000);
  await expect(put('a', bytes(60), 60)).rejects.toMatchObject(exhausted);
  await expect(put('b', bytes(60), 60)).rejects.toMatchObject(exhausted);
  await put('b', bytes(40), 40);
  first.end(Buffer.alloc(60));
  await stored;
  expect(await free()).toBe(0);
});

test('counts two uploads to one name correctly, in whatever order they end', async () => {
  const { put, free } = await openStore();
  await put('a', bytes(10), 10);
  const [first, second] = [new PassThrough(), new PassThrough()];
  const [longer, shorter] = [put('a', first, 50), put('a', second, 20)];
  first.end(Buffer.alloc(50));
  await longer;
  second.end(Buffer.alloc(20));
  await shorter;
  expect(await free()).toBe(80);
});

test('keeps the room of an upload when its old version is removed meanwhile, or refuses it', async () => {
  const { store, put, free, dataDir } = await openStore();
  await put('a', bytes(80), 80);
  const early = new PassThrough();
  const replaced = put('a', early, 80);
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
  await store.remove(ME, 'a');
  early.end(Buffer.alloc(80));
  await replaced;
  expect(await free()).toBe(20);
  const late = new PassThrough();
  const refused = put('a', late, 90);
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
  await store.remove(ME, 'a');
  await put('b', bytes(80), 80);
  late.end(Buffer.alloc(90));
  await expect(refused).rejects.toMatchObject(exhausted);
  expect([await free(), await partsIn(dataDir)]).toEqual([20, []]);
});

test('separates the files of accounts, and counts all of them', async () => {
  const { store, dataDir, free } = await openStore();
  for (const account of ['one', 'two', ME]) {
    await store.put(account, 'a', bytes(10), await store.guard.reserve(account, 10));
  }
  expect(await store.list('one')).toEqual([{ name: 'a', bytes: 10 }]);
  expect(await store.usage('one')).toEqual({
    usedBytes: 10,
    reservedBytes: 0,
    availableBytes: 990,
    quotaBytes: 1000,
  });
  await store.remove('one', 'a');
  expect([await store.list('one'), await store.list('two'), await store.list('none')]).toEqual([
    [],
    [{ name: 'a', bytes: 10 }],
    [],
  ]);
  expect(await free()).toBe(80);
  await open({ dataDir, capacityBytes: 100 });
  expect(await readdir(join(dataDir, '.accounts'))).toEqual(['two']);
});

test('keeps the old version when an upload is aborted', async () => {
  const { store, dataDir, put, free } = await openStore();
  await put('a', bytes(1), 1);
  for (const error of [undefined, new Error('broken')]) {
    const upload = new PassThrough();
    const stored = put('a', upload, 50);
    upload.write('xx');
    await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
    upload.destroy(error);
    await expect(stored).rejects.toMatchObject(error ?? { status: 400, error: 'upload_aborted' });
    expect(await partsIn(dataDir)).toEqual([]);
  }
  expect([await store.list(ME), await free()]).toEqual([[{ name: 'a', bytes: 1 }], 99]);
});

test('releases the room of an upload when a folder has taken its name', async () => {
  const { dataDir, put, free } = await openStore();
  const upload = new PassThrough();
  const stored = put('folder', upload, 5);
  await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
  await mkdir(join(dataDir, 'folder'));
  upload.end(Buffer.alloc(5));
  await expect(stored).rejects.toHaveProperty('code', 'EISDIR');
  expect([await partsIn(dataDir), await free()]).toEqual([[], 100]);
});

test('counts what was there, removes old parts, and accepts a folder that holds more than the limit', async () => {
  const dataDir = await makeFolder();
  const part = join(dataDir, `.http507-${'0'.repeat(16)}-1-1-${'0'.repeat(32)}.part`);
  await writeFile(part, 'xxx');
  await utimes(part, 0, 0);
  await writeFile(join(dataDir, 'a'), 'xxxxx');
  const { put, free } = await open({ dataDir, capacityBytes: 3 });
  expect(await partsIn(dataDir)).toEqual([]);
  expect(await free()).toBe(0);
  await put('empty', bytes(0), 0);
  await put('a', bytes(4), 4);
  await expect(put('b', bytes(1), 1)).rejects.toMatchObject(exhausted);
});

test.each(['', '.', '..', '.parts', 'a/b', 'a\\b', '/', 'a\0', 'a\nb', '\u007f', '\ud800', 'é'.repeat(128)])(
  'rejects the name %j',
  async (name) => {
    const { store, put, free } = await openStore();
    const expected = { status: 400, error: 'invalid_name' };
    await expect(put(name, bytes(1), 1)).rejects.toMatchObject(expected);
    await expect(store.read(ME, name)).rejects.toMatchObject(expected);
    await expect(store.remove(ME, name)).rejects.toMatchObject(expected);
    expect(await free()).toBe(100);
  },
);

test.each(['a', 'a b', 'ü', '日本', '-', 'a.b..c', '%2e', 'é'.repeat(127)])(
  'accepts the name %j',
  async (name) => {
    const { store, put } = await openStore();
    await put(name, bytes(1), 1);
    expect(await store.list(ME)).toEqual([{ name, bytes: 1 }]);
  },
);
