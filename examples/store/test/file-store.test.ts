import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pid } from 'node:process';
import { PassThrough, Readable } from 'node:stream';
import type { Reservation } from '@http507/guard';
import { expect, test, vi } from 'vitest';

import { FileStore, type PendingFile } from '../src/file-store.ts';
import type { StoredFile } from '../src/folder.ts';
import { makeFolder, partsIn } from './service.ts';

const LIMITS = { quotaBytes: 1000, leaseSeconds: 60 };
const ME = 'anonymous';

interface Opened {
  store: FileStore;
  dataDir: string;
  put(name: string, upload: Readable, expectedBytes?: number): Promise<StoredFile>;
  receive(name: string, upload: Readable, expectedBytes?: number): Promise<PendingFile>;
  free(): Promise<number>;
}

async function openStore(capacityBytes = 100): Promise<Opened> {
  const dataDir = await makeFolder();
  return open({ dataDir, capacityBytes });
}

async function open(limits: { dataDir: string; capacityBytes: number }): Promise<Opened> {
  const store = await FileStore.open({ ...LIMITS, ...limits });
  // As a route does it that is guarded.
  const admit = async (name: string, bytes = 0): Promise<Reservation> =>
    store.guard.reserve(ME, bytes, { replacedBytes: await store.length(ME, name) });
  return {
    store,
    dataDir: limits.dataDir,
    put: async (name, upload, bytes) => store.put(ME, name, upload, await admit(name, bytes)),
    receive: async (name, upload, bytes) => store.receive(ME, name, upload, await admit(name, bytes)),
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

test('is not misled by a length that was not the real one', async () => {
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

test('counts uploads under way, those to one name as well', async () => {
  const { put, free } = await openStore();
  const first = new PassThrough();
  const stored = put('a', first, 60);
  await vi.waitFor(async () => expect(await free()).toBe(40));
  await expect(put('a', bytes(60), 60)).rejects.toMatchObject(exhausted);
  await expect(put('b', bytes(60), 60)).rejects.toMatchObject(exhausted);
  await put('b', bytes(40), 40);
  first.end(Buffer.alloc(60));
  await stored;
  expect(await free()).toBe(0);
});

test('counts two uploads to one name right, in whatever order they end', async () => {
  const { receive, put, free } = await openStore();
  await put('a', bytes(10), 10);
  const [longer, shorter] = [await receive('a', bytes(50), 50), await receive('a', bytes(20), 20)];
  await longer.commit();
  expect(await free()).toBe(40);
  await shorter.commit();
  expect(await free()).toBe(80);
});

test('keeps the room of an upload whose old version is removed meanwhile, or refuses it', async () => {
  const { store, put, receive, free, dataDir } = await openStore();
  await put('a', bytes(80), 80);
  const pending = await receive('a', bytes(80), 80);
  await store.remove(ME, 'a');
  await pending.commit();
  expect(await free()).toBe(20);
  const late = await receive('a', bytes(90), 90);
  await store.remove(ME, 'a');
  await put('b', bytes(80), 80);
  await expect(late.commit()).rejects.toMatchObject(exhausted);
  expect([await free(), await partsIn(dataDir)]).toEqual([20, []]);
});

test('keeps the files of accounts apart, and counts all of them', async () => {
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
  expect(await readdir(join(dataDir, '.accounts'))).toEqual(['two']);
});

test('puts nothing in its place before it is committed', async () => {
  const { store, dataDir, put, receive, free } = await openStore();
  await put('a', bytes(1), 1);
  const pending = await receive('a', bytes(2), 2);
  expect(await partsIn(dataDir)).toHaveLength(1);
  expect(await store.list(ME)).toEqual([{ name: 'a', bytes: 1 }]);
  await pending.discard();
  expect(await partsIn(dataDir)).toEqual([]);
  expect(await free()).toBe(99);
});

test('keeps the old version when an upload breaks off', async () => {
  const { store, dataDir, put, free } = await openStore();
  await put('a', bytes(1), 1);
  for (const error of [undefined, new Error('broken')]) {
    const upload = new PassThrough();
    const stored = put('a', upload, 50);
    upload.write('xx');
    await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1));
    upload.destroy(error);
    await expect(stored).rejects.toMatchObject(error ?? { status: 400, error: 'upload_aborted' });
    expect(await partsIn(dataDir)).toEqual([]);
  }
  expect([await store.list(ME), await free()]).toEqual([[{ name: 'a', bytes: 1 }], 99]);
});

test('gives back the room of an upload that cannot be put in its place', async () => {
  const { dataDir, receive, free } = await openStore();
  const pending = await receive('folder', bytes(5), 5);
  await mkdir(join(dataDir, 'folder'));
  await expect(pending.commit()).rejects.toHaveProperty('syscall', 'rename');
  expect([await partsIn(dataDir), await free()]).toEqual([[], 100]);
});

test('counts what was there, removes parts that a crash has left, and lets a folder be overdrawn', async () => {
  const dataDir = await makeFolder();
  for (const process of ['999999999', String(pid), 'other']) {
    await mkdir(join(dataDir, '.parts', process), { recursive: true });
    await writeFile(join(dataDir, '.parts', process, 'left'), 'xxx');
  }
  await writeFile(join(dataDir, 'a'), 'xxxxx');
  const { put, free } = await open({ dataDir, capacityBytes: 3 });
  expect(await partsIn(dataDir)).toEqual([]);
  expect(await free()).toBe(0);
  await put('empty', bytes(0), 0);
  await put('a', bytes(4), 4);
  await expect(put('b', bytes(1), 1)).rejects.toMatchObject(exhausted);
});

test.each(['', '.', '..', '.parts', 'a/b', 'a\\b', '/', 'a\0', 'a\nb', '\u007f', '\ud800', 'é'.repeat(128)])(
  'takes %j for no name',
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
  'takes %j for a name',
  async (name) => {
    const { store, put } = await openStore();
    await put(name, bytes(1), 1);
    expect(await store.list(ME)).toEqual([{ name, bytes: 1 }]);
  },
);
