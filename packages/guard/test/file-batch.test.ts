import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';

import { expect, test, vi } from 'vitest';

import {
  combineGuards,
  FileBatch,
  folderCapacity,
  type Guard,
  type Ledger,
  quota,
  removeFile,
  storeFile,
} from '../src/index.ts';
import { contentsOf, makeFolder } from './folder.ts';
import { mountSmallVolume, whyNoVolume } from './small-volume.ts';

const MB = 1024 * 1024;
const onVolume = whyNoVolume ? test.skip : test;
const why = whyNoVolume ? ` (skipped: ${whyNoVolume})` : '';

const openGuard = (limit: number): Guard => quota({ limit, usage: () => 0 });
const books = async (guard: Guard) => {
  const { usedBytes, reservedBytes } = await guard.usage('a');
  return [usedBytes, reservedBytes];
};

test('shows no file before the commit, and all of them after it', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  writeFileSync(join(folder, 'b'), 'old');
  const batch = new FileBatch({ reservation: await guard.reserve('a', 0), durable: true });
  expect(await batch.add('one', join(folder, 'a'))).toEqual({ path: join(folder, 'a'), bytes: 3 });
  await batch.add('four', join(folder, 'b'));
  expect(readdirSync(folder).filter((name) => !name.startsWith('.'))).toEqual(['b']);
  expect(await batch.commit()).toEqual([
    { path: join(folder, 'a'), bytes: 3 },
    { path: join(folder, 'b'), bytes: 4 },
  ]);
  expect(contentsOf(folder)).toEqual({ a: 'one', b: 'four' });
  // 7 bytes are written. The 3 of the old version were not counted before.
  expect(await books(guard)).toEqual([4, 0]);
});

test('meters the sum of its files', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  const batch = new FileBatch({ reservation: await guard.reserve('a', 0) });
  await batch.add('x'.repeat(40), join(folder, 'a'));
  await batch.add('x'.repeat(40), join(folder, 'b'));
  await expect(batch.add('x'.repeat(40), join(folder, 'c'))).rejects.toMatchObject({ reason: 'quota' });
  await expect(batch.commit()).rejects.toMatchObject({ reason: 'quota' });
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);
});

test('meters files that arrive at the same time', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  const batch = new FileBatch({ reservation: await guard.reserve('a', 0) });
  const results = await Promise.allSettled(
    ['a', 'b', 'c'].map((name) =>
      batch.add(Readable.from(['x'.repeat(20), 'x'.repeat(20)]), join(folder, name)),
    ),
  );
  expect(results.some(({ status }) => status === 'rejected')).toBe(true);
  await expect(batch.commit()).rejects.toMatchObject({ reason: 'quota' });
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);
});

test('stops the other files when one fails', async () => {
  const folder = makeFolder();
  const batch = new FileBatch();
  const endless = new PassThrough();
  const pending = batch.add(endless, join(folder, 'a'));
  await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), 20_000);
  const failure = new Error('the source');
  const failing = batch.add(new PassThrough().destroy(failure), join(folder, 'b'));
  await expect(failing).rejects.toBe(failure);
  await expect(pending).rejects.toBe(failure);
  await expect(batch.add('x', join(folder, 'c'))).rejects.toBe(failure);
  expect([readdirSync(folder), endless.destroyed]).toEqual([[], true]);
});

test('restores what it has replaced when a rename in the middle fails', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  writeFileSync(join(folder, 'file'), 'old');
  writeFileSync(join(folder, 'hard'), 'hard');
  linkSync(join(folder, 'hard'), join(folder, 'other'));
  symlinkSync('nowhere', join(folder, 'link'));
  const before = contentsOf(folder);
  const batch = new FileBatch({ reservation: await guard.reserve('a', 0) });
  for (const name of ['file', 'new', 'link', 'hard']) await batch.add(`new ${name}`, join(folder, name));
  // The part of the last file is deleted.
  const parts = readdirSync(folder).filter((name) => name.startsWith('.'));
  const [lost = ''] = parts.filter((name) => contentsOf(folder)[name] === 'new hard');
  rmSync(join(folder, lost));
  await expect(batch.commit()).rejects.toMatchObject({ code: 'ENOENT', syscall: 'rename' });
  expect(contentsOf(folder)).toEqual(before);
  expect(readlinkSync(join(folder, 'link'))).toBe('nowhere');
  expect(lstatSync(join(folder, 'hard')).ino).toBe(lstatSync(join(folder, 'other')).ino);
  expect(await books(guard)).toEqual([0, 0]);
});

test('counts nothing when one target has become a folder', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  const batch = new FileBatch({ reservation: await guard.reserve('a', 0) });
  await batch.add('one', join(folder, 'a'));
  await batch.add('two', join(folder, 'b'));
  mkdirSync(join(folder, 'b'));
  await expect(batch.commit()).rejects.toMatchObject({ code: 'EISDIR' });
  expect([readdirSync(folder), await books(guard)]).toEqual([['b'], [0, 0]]);
});

test('stores the last of two files with the same path, and counts only that', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  const batch = new FileBatch({ reservation: await guard.reserve('a', 0) });
  await batch.add('first one', join(folder, 'a'));
  await batch.add('second', join(folder, 'a'));
  expect(await batch.commit()).toEqual([{ path: join(folder, 'a'), bytes: 6 }]);
  expect(contentsOf(folder)).toEqual({ a: 'second' });
  expect(await books(guard)).toEqual([6, 0]);
});

test('commits nothing for no files', async () => {
  const guard = openGuard(100);
  const batch = new FileBatch({ reservation: await guard.reserve('a', 50) });
  expect(await batch.commit()).toEqual([]);
  expect(await books(guard)).toEqual([0, 0]);
});

test('waits at the commit for files that are still being added', async () => {
  const folder = makeFolder();
  const batch = new FileBatch();
  const source = new PassThrough();
  void batch.add(source, join(folder, 'a'));
  const committed = batch.commit();
  source.end('late');
  await committed;
  expect(contentsOf(folder)).toEqual({ a: 'late' });
  await expect(batch.add('x', join(folder, 'b'))).rejects.toThrow('committed');
  await batch.discard();
  expect(contentsOf(folder)).toEqual({ a: 'late' });
});

test('discards added files and releases the reservation', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  const batch = new FileBatch({ reservation: await guard.reserve('a', 50) });
  await batch.add('x', join(folder, 'a'));
  const pending = batch.add(new PassThrough(), join(folder, 'b'));
  const ended = expect(pending).rejects.toThrow('discarded');
  await batch.discard();
  await ended;
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);
  await expect(batch.commit()).rejects.toThrow('discarded');
});

test('undoes the count in every guard', async () => {
  const folder = makeFolder();
  const account = openGuard(100);
  const whole = folderCapacity({ path: folder, limit: 1000, usage: () => 0 });
  const both = combineGuards(whole, account);
  const batch = new FileBatch({ reservation: await both.reserve('a', 50) });
  await batch.add('one', join(folder, 'a'));
  execFileSync('rm', ['-r', folder]);
  await expect(batch.commit()).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await books(account)).toEqual([0, 0]);
  expect(await whole.usage(undefined)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
});

onVolume(`keeps none of three files when the disk is full at the third${why}`, async () => {
  const folder = mountSmallVolume('size=4m');
  writeFileSync(join(folder, 'a'), 'old');
  const batch = new FileBatch();
  await batch.add(Buffer.alloc(MB), join(folder, 'a'));
  await batch.add(Buffer.alloc(MB), join(folder, 'b'));
  await expect(batch.add(Buffer.alloc(3 * MB), join(folder, 'c'))).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(contentsOf(folder)).toEqual({ a: 'old' });
});

test('removeFile gives the bytes back, and counts them again when the file cannot be removed', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  const path = join(folder, 'a');
  await storeFile('x'.repeat(60), path, { reservation: await guard.reserve('a', 60) });
  await expect(removeFile(join(folder, 'missing'), guard, 'a')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(removeFile(folder, guard, 'a')).rejects.toMatchObject({ code: 'EISDIR' });
  await expect(removeFile('a\0', guard, 'a')).rejects.toThrow(TypeError);
  expect(await books(guard)).toEqual([60, 0]);
  expect(await removeFile(path, guard, 'a')).toBe(60);
  expect([readdirSync(folder), await books(guard)]).toEqual([[], [0, 0]]);
});

test('removeFile gives nothing back when another process removes the file first', async () => {
  const [guard, folder] = [openGuard(100), makeFolder()];
  const path = join(folder, 'a');
  await storeFile('x'.repeat(60), path, { reservation: await guard.reserve('a', 60) });
  const interrupted: Guard = {
    ...guard,
    async giveBack(account, bytes) {
      if (contentsOf(folder).a) {
        rmSync(path);
        await guard.giveBack(account, 60);
      }
      await guard.giveBack(account, bytes);
    },
  };
  await expect(removeFile(path, interrupted, 'a')).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await books(guard)).toEqual([0, 0]);
});

test('removeFile keeps a file while the ledger is unavailable', async () => {
  const folder = makeFolder();
  const path = join(folder, 'a');
  await storeFile('x', path);
  const fail = (): Promise<never> => Promise.reject(new Error('gone'));
  const ledger: Ledger = { durable: true, hold: fail, settle: fail, read: fail, open: fail };
  const guard = quota({ limit: 100, ledger, logger: false });
  await expect(removeFile(path, guard, 'a')).rejects.toMatchObject({ status: 503 });
  expect(contentsOf(folder)).toEqual({ a: 'x' });
});

test('concurrent uploads and removals of one path leave the count equal to the file', async () => {
  const [guard, folder] = [openGuard(1e6), makeFolder()];
  const path = join(folder, 'a');
  await Promise.all(
    Array.from({ length: 60 }, async (_, index) =>
      index % 3 === 0
        ? removeFile(path, guard, 'a').catch((error) => expect(error.code).toBe('ENOENT'))
        : storeFile('x'.repeat(index), path, { reservation: await guard.reserve('a', index) }),
    ),
  );
  const length = Object.values(contentsOf(folder))[0]?.length ?? 0;
  expect(await books(guard)).toEqual([length, 0]);
});
