import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';

import { FileStore } from '../src/file-store.ts';
import { makeFolder, partsIn } from './service.ts';

async function openStore(capacityBytes = 100): Promise<{ store: FileStore; dataDir: string }> {
  const dataDir = await makeFolder();
  return { store: await FileStore.open({ dataDir, capacityBytes }), dataDir };
}

const bytes = (count: number): Readable => Readable.from([Buffer.alloc(count, 'x')]);
const exhausted = { name: 'StorageExhaustedError', reason: 'capacity', kind: 'disk' };

test('replaces a file and counts the difference', async () => {
  const { store, dataDir } = await openStore();
  expect(await store.put('a', bytes(80), 80)).toEqual({ name: 'a', bytes: 80 });
  expect(store.room.free).toBe(20);
  await store.put('a', bytes(100), 100);
  expect(store.room.free).toBe(0);
  await store.put('a', bytes(10), 10);
  expect(store.room.free).toBe(90);
  expect(await readFile(join(dataDir, 'a'), 'utf8')).toBe('x'.repeat(10));
  await store.remove('a');
  expect(store.room.free).toBe(100);
  expect(await partsIn(dataDir)).toEqual([]);
});

test('reads nothing of an upload that does not fit', async () => {
  const { store, dataDir } = await openStore();
  const upload = bytes(101);
  await expect(store.put('a', upload, 101)).rejects.toMatchObject({ ...exhausted, resource: dataDir });
  expect([upload.readableDidRead, upload.destroyed]).toEqual([false, false]);
  expect(store.room.free).toBe(100);
});

test('is not misled by a length that was not the real one', async () => {
  const { store, dataDir } = await openStore();
  await store.put('longer', bytes(60), 10);
  expect(store.room.free).toBe(40);
  await store.put('shorter', bytes(10), 40);
  expect(store.room.free).toBe(30);
  await expect(store.put('longest', bytes(31), 1)).rejects.toMatchObject(exhausted);
  await expect(store.put('unknown', bytes(31))).rejects.toMatchObject(exhausted);
  expect(store.room.free).toBe(30);
  expect(await partsIn(dataDir)).toEqual([]);
});

test('counts uploads under way, those to one name together', async () => {
  const { store } = await openStore();
  const first = new PassThrough();
  const stored = store.put('a', first, 60);
  await expect(store.put('a', bytes(60), 60)).rejects.toMatchObject(exhausted);
  await expect(store.put('b', bytes(60), 60)).rejects.toMatchObject(exhausted);
  await store.put('b', bytes(40), 40);
  first.end(Buffer.alloc(60));
  await stored;
  expect(store.room.free).toBe(0);
});

test('keeps the room of an upload whose old version is removed meanwhile', async () => {
  const { store } = await openStore();
  await store.put('a', bytes(80), 80);
  const pending = await store.receive('a', bytes(80), 80);
  await store.remove('a');
  expect(store.room.free).toBe(20);
  await pending.commit();
  expect(store.room.free).toBe(20);
});

test('puts nothing in its place before it is committed', async () => {
  const { store, dataDir } = await openStore();
  await store.put('a', bytes(1), 1);
  const pending = await store.receive('a', bytes(2), 2);
  expect(await partsIn(dataDir)).toHaveLength(1);
  expect(await store.list()).toEqual([{ name: 'a', bytes: 1 }]);
  await pending.discard();
  expect(await partsIn(dataDir)).toEqual([]);
  expect(store.room.free).toBe(99);
});

test('keeps the old version when an upload breaks off', async () => {
  const { store, dataDir } = await openStore();
  await store.put('a', bytes(1), 1);
  for (const error of [undefined, new Error('broken')]) {
    const upload = new PassThrough();
    const stored = store.put('a', upload, 50);
    upload.write('xx');
    await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1));
    upload.destroy(error);
    await expect(stored).rejects.toMatchObject(error ?? { status: 400, error: 'upload_aborted' });
    expect(await partsIn(dataDir)).toEqual([]);
  }
  expect([await store.list(), store.room.free]).toEqual([[{ name: 'a', bytes: 1 }], 99]);
});

test('gives back the room of an upload that cannot be put in its place', async () => {
  const { store, dataDir } = await openStore();
  const pending = await store.receive('folder', bytes(5), 5);
  await mkdir(join(dataDir, 'folder'));
  await expect(pending.commit()).rejects.toHaveProperty('syscall', 'rename');
  expect([await partsIn(dataDir), store.room.free]).toEqual([[], 100]);
});

test('counts what was there, removes parts that a crash has left, and lets a folder be overdrawn', async () => {
  const { dataDir } = await openStore();
  await mkdir(join(dataDir, '.parts'));
  await writeFile(join(dataDir, '.parts', 'left'), 'xxx');
  await writeFile(join(dataDir, 'a'), 'xxxxx');
  const store = await FileStore.open({ dataDir, capacityBytes: 3 });
  expect(await readdir(dataDir)).toEqual(['a']);
  expect(store.room.free).toBe(-2);
  await store.put('empty', bytes(0), 0);
  await store.put('a', bytes(4), 4);
  await expect(store.put('b', bytes(1), 1)).rejects.toMatchObject(exhausted);
});

test.each(['', '.', '..', '.parts', 'a/b', 'a\\b', '/', 'a\0', 'a\nb', '\u007f', '\ud800', 'é'.repeat(128)])(
  'takes %j for no name',
  async (name) => {
    const { store } = await openStore();
    const expected = { status: 400, error: 'invalid_name' };
    await expect(store.put(name, bytes(1), 1)).rejects.toMatchObject(expected);
    await expect(store.read(name)).rejects.toMatchObject(expected);
    await expect(store.remove(name)).rejects.toMatchObject(expected);
    expect(store.room.free).toBe(100);
  },
);

test.each(['a', 'a b', 'ü', '日本', '-', 'a.b..c', '%2e', 'é'.repeat(127)])(
  'takes %j for a name',
  async (name) => {
    const { store } = await openStore();
    await store.put(name, bytes(1), 1);
    expect(await store.list()).toEqual([{ name, bytes: 1 }]);
  },
);
