import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import {
  combineGuards,
  diskCapacity,
  folderCapacity,
  type Guard,
  type Ledger,
  MemoryLedger,
  meter,
  quota,
} from '../src/index.ts';
import { mountSmallVolume, whyNoVolume } from './small-volume.ts';

const usage = (): number => 0;
const exhausted = { name: 'StorageExhaustedError', reason: 'quota' };

/** Returns two guards that share a ledger, as in two processes. */
function open(options: { lease?: number; ledger?: Ledger } = {}): [Guard, Guard] {
  const ledger = options.ledger ?? new MemoryLedger();
  const create = (): Guard => quota({ limit: 100, usage, ledger, lease: 60_000, logger: false, ...options });
  return [create(), create()];
}

test('a suspended reservation stays, and any process continues it without counting it twice', async () => {
  const [one, other] = open();
  await (await one.reserve('a', 60, { id: 'upload' })).suspend();
  expect(await other.usage('a')).toMatchObject({ usedBytes: 0, reservedBytes: 60 });
  await expect(other.reserve('a', 41)).rejects.toMatchObject(exhausted);
  const second = await other.reserve('a', 60, { id: 'upload', writtenBytes: 20 });
  expect(second).toMatchObject({ bytes: 60, writtenBytes: 20 });
  await second.suspend();
  expect(await one.usage('a')).toMatchObject({ reservedBytes: 60 });
  const last = await one.reserve('a', 60, { id: 'upload', writtenBytes: 50 });
  await last.commit(60);
  await last.suspend();
  expect(await other.usage('a')).toMatchObject({ usedBytes: 60, reservedBytes: 0 });
});

test('counts an upload once that two processes finish', async () => {
  const [one, other] = open();
  const both = await Promise.all([one, other].map((guard) => guard.reserve('a', 60, { id: 'upload' })));
  await Promise.all(both.map((reservation) => reservation.commit(60)));
  expect(await one.usage('a')).toMatchObject({ usedBytes: 60, reservedBytes: 0 });
});

test('does not need room again for what is reserved, even if the quota has shrunk', async () => {
  const ledger = new MemoryLedger();
  let limit = 100;
  const guard = quota({ limit: () => limit, usage, ledger });
  await (await guard.reserve('a', 60, { id: 'upload' })).suspend();
  limit = 10;
  const reservation = await guard.reserve('a', 60, { id: 'upload' });
  await expect(reservation.ensure(61)).rejects.toMatchObject(exhausted);
  await reservation.commit(60);
});

test('after its lease, a suspended reservation is made again if there is room', async () => {
  const [guard] = open({ lease: 40 });
  await (await guard.reserve('a', 60, { id: 'upload' })).suspend();
  const other = await vi.waitFor(() => guard.reserve('a', 100), 20_000);
  await expect(guard.reserve('a', 60, { id: 'upload' })).rejects.toMatchObject(exhausted);
  await other.release();
  await guard.reserve('a', 60, { id: 'upload' });
});

test('a reservation in use is renewed, and a suspended one no longer', async () => {
  const [guard] = open({ lease: 1_500 });
  const reservation = await guard.reserve('a', 60, { id: 'upload' });
  // The clock of another lease: this one has run for several of the other.
  const clock = quota({ limit: 1, usage, ledger: new MemoryLedger(), lease: 5_000 });
  await (await clock.reserve('a', 1, { id: 'clock' })).suspend();
  await vi.waitFor(async () => expect(await clock.usage('a')).toMatchObject({ reservedBytes: 0 }), 20_000);
  expect(await guard.usage('a')).toMatchObject({ reservedBytes: 60 });
  await reservation.suspend();
  await vi.waitFor(async () => expect(await guard.usage('a')).toMatchObject({ reservedBytes: 0 }), 20_000);
});

test('cancels what is reserved for an id, and nothing else', async () => {
  const [one, other] = open();
  await (await one.reserve('a', 60, { id: 'upload' })).suspend();
  await (await one.reserve('a', 10, { id: 'other' })).suspend();
  await other.cancel('a', 'upload');
  await other.cancel('a', 'upload');
  await other.cancel('a', 'unknown');
  expect(await one.usage('a')).toMatchObject({ usedBytes: 0, reservedBytes: 10 });
});

test('a reservation with an id that is released holds nothing', async () => {
  const [guard] = open();
  await (await guard.reserve('a', 60, { id: 'upload' })).suspend();
  const reservation = await guard.reserve('a', 0, { id: 'upload' });
  await reservation.release();
  await reservation.suspend();
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
});

test.each([{}, { ledger: new MemoryLedger() }])(
  'without an id, suspending a reservation releases it',
  async (options) => {
    const guard = quota({ limit: 100, usage, ...options });
    await (await guard.reserve('a', 60)).suspend();
    expect(await guard.usage('a')).toMatchObject({ reservedBytes: 0 });
  },
);

test('a meter continues after the bytes of earlier requests', async () => {
  const [guard] = open();
  const reservation = await guard.reserve('a', 90, { id: 'upload', writtenBytes: 90 });
  const upload = (bytes: number): Promise<unknown> =>
    pipeline(Readable.from([Buffer.alloc(bytes)]), meter(reservation), (chunks) => text(chunks));
  await upload(10);
  expect(reservation).toMatchObject({ bytes: 100, writtenBytes: 100 });
  await expect(upload(1)).rejects.toMatchObject(exhausted);
  expect(reservation).toMatchObject({ bytes: 100, writtenBytes: 100 });
});

test.each(['', 'a b', 'a:b', 'é', 'a'.repeat(256), 7 as never])('takes %j for no id', async (id) => {
  const [guard] = open();
  await expect(guard.reserve('a', 1, { id })).rejects.toThrow(/^options\.id must be/);
  await expect(guard.cancel('a', id)).rejects.toThrow(/^options\.id must be/);
});

test.each([-1, 0.5, Number.NaN, '1' as never])('takes %j for no number of bytes', async (writtenBytes) => {
  const guards = [quota({ limit: 100, usage }), open()[0], diskCapacity({ path: '/', logger: false })];
  for (const guard of guards) {
    for (const id of [undefined, 'upload']) {
      await expect(guard.reserve('a', 1, { id, writtenBytes })).rejects.toThrow(/^options\.writtenBytes/);
    }
  }
});

test('combined guards suspend, continue and cancel together', async () => {
  const folder = folderCapacity({ path: '/srv', limit: 100, usage });
  const account = quota({ limit: 100, usage });
  const all = combineGuards(folder, account);
  const reserved = async (): Promise<number[]> =>
    Promise.all([folder, account].map(async (guard) => (await guard.usage('a')).reservedBytes));
  await (await all.reserve('a', 60, { id: 'upload' })).suspend();
  const reservation = await all.reserve('a', 60, { id: 'upload', writtenBytes: 20 });
  expect(reservation).toMatchObject({ bytes: 60, writtenBytes: 20 });
  expect(await reserved()).toEqual([60, 60]);
  await reservation.suspend();
  await reservation.commit(60);
  expect(await reserved()).toEqual([60, 60]);
  await all.cancel('a', 'upload');
  expect(await reserved()).toEqual([0, 0]);
});

test('says that a ledger could not cancel, unless it admits', async () => {
  const ledger: Ledger = {
    durable: true,
    hold: () => Promise.reject(new Error('gone')),
    settle: () => Promise.reject(new Error('gone')),
    read: () => Promise.reject(new Error('gone')),
    open: () => Promise.reject(new Error('gone')),
  };
  const [guard] = open({ ledger });
  await expect(guard.cancel('a', 'upload')).rejects.toMatchObject({ status: 503 });
  await quota({ limit: 1, ledger, logger: false, onLedgerError: 'admit' }).cancel('a', 'upload');
});

describe.skipIf(whyNoVolume)(`on a small volume${whyNoVolume ? ` (skipped: ${whyNoVolume})` : ''}`, () => {
  const MB = 1024 * 1024;

  test('needs room only for the rest of an upload, and reserves nothing between its requests', async () => {
    const path = mountSmallVolume('size=10m');
    const guard = diskCapacity({ path, reserve: 0, logger: false });
    onTestFinished(() => guard.close());
    const first = await guard.reserve(undefined, 9 * MB, { id: 'upload' });
    await writeFile(join(path, 'a'), Buffer.alloc(6 * MB));
    first.wrote(6 * MB);
    await first.suspend();
    await (await guard.reserve(undefined, 3 * MB)).release();
    const second = await guard.reserve(undefined, 9 * MB, { id: 'upload', writtenBytes: 6 * MB });
    await expect(guard.reserve(undefined, MB)).rejects.toMatchObject({ reason: 'capacity' });
    await expect(second.ensure(11 * MB)).rejects.toMatchObject({ reason: 'capacity' });
    await writeFile(join(path, 'b'), Buffer.alloc(3 * MB));
    second.wrote(9 * MB);
    await second.commit(9 * MB);
    await guard.cancel(undefined, 'upload');
    expect(await guard.usage(undefined)).toMatchObject({ usedBytes: 9 * MB, reservedBytes: 0 });
  });
});
