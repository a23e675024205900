import { expect, test } from 'vitest';

import {
  combineGuards,
  folderCapacity,
  type Guard,
  type Ledger,
  MemoryLedger,
  quota,
  quotaProperties,
} from '../src/index.ts';

const usage = (): number => 0;

function open(): { all: Guard; folder: Guard; account: Guard } {
  const folder = folderCapacity({ path: '/srv', limit: 150, usage });
  const account = quota({ limit: 100, usage });
  return { all: combineGuards(folder, account), folder, account };
}

const reserved = async (...guards: Guard[]): Promise<number[]> =>
  Promise.all(guards.map(async (guard) => (await guard.usage('a')).reservedBytes));

test('admits what every guard admits, and releases everything if one refuses', async () => {
  const { all, folder, account } = open();
  await expect(all.reserve('a', 101)).rejects.toMatchObject({ reason: 'quota' });
  expect(await reserved(folder, account)).toEqual([0, 0]);
  await all.reserve('a', 100);
  await expect(all.reserve('b', 60)).rejects.toMatchObject({
    reason: 'capacity',
    kind: 'disk',
    resource: '/srv',
  });
  await all.reserve('b', 50);
  expect(await reserved(folder, account)).toEqual([150, 100]);
});

test('extends, commits, gives back and releases in all guards', async () => {
  const { all, folder, account } = open();
  const reservation = await all.reserve('a', 10);
  expect(reservation).toMatchObject({ bytes: 10, writtenBytes: 0 });
  await reservation.ensure(60);
  await expect(reservation.ensure(101)).rejects.toMatchObject({ reason: 'quota' });
  reservation.wrote(60);
  expect(reservation).toMatchObject({ bytes: 60, writtenBytes: 60 });
  await reservation.commit(60);
  await reservation.commit(70);
  await reservation.release();
  expect(await folder.usage(undefined)).toEqual({ usedBytes: 60, reservedBytes: 0, availableBytes: 90 });
  expect(await account.usage('a')).toMatchObject({ usedBytes: 60, reservedBytes: 0 });
  await all.giveBack('a', 20);
  expect(await folder.usage(undefined)).toMatchObject({ usedBytes: 40 });
  expect(await account.usage('a')).toMatchObject({ usedBytes: 40 });
  const other = await all.reserve('b', 10);
  await other[Symbol.asyncDispose]();
  expect(await folder.usage(undefined)).toMatchObject({ usedBytes: 40, reservedBytes: 0 });
});

test('commits to no guard if one has no room', async () => {
  const { all, folder, account } = open();
  const reservation = await all.reserve('a', 10);
  await expect(reservation.commit(101)).rejects.toMatchObject({ reason: 'quota' });
  await reservation.release();
  expect(await folder.usage(undefined)).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  expect(await account.usage('a')).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
});

test('undoes the commits of other guards if a ledger fails', async () => {
  const memory = new MemoryLedger();
  let available = true;
  const ledger: Ledger = {
    durable: true,
    hold: (request) => memory.hold(request),
    settle: (request) => (available ? memory.settle(request) : Promise.reject(new Error('gone'))),
    read: (name) => memory.read(name),
    open: (name, bytes) => memory.open(name, bytes),
  };
  const failing = folderCapacity({ path: '/srv', limit: 150, usage: () => 40, ledger, logger: false });
  const account = quota({ limit: 100, usage: () => 40 });
  const all = combineGuards(failing, account);
  for (const [bytes, replacedBytes] of [
    [50, 0],
    [60, 40],
    [10, 40],
  ] as const) {
    const reservation = await all.reserve('a', bytes, { replacedBytes });
    available = false;
    await expect(reservation.commit(bytes)).rejects.toMatchObject({ status: 503 });
    available = true;
    await reservation.release();
    expect(await account.usage('a')).toMatchObject({ usedBytes: 40, reservedBytes: 0 });
    expect(await failing.usage('a')).toMatchObject({ usedBytes: 40 });
  }
});

test('quotaProperties returns the usage of the account and the smallest available room', async () => {
  const { all } = open();
  await all.reserve('b', 100).then((reservation) => reservation.commit(100));
  await all.reserve('a', 20).then((reservation) => reservation.commit(20));
  await all.reserve('a', 10);
  expect(await quotaProperties(all, 'a')).toEqual({ 'quota-available-bytes': 20, 'quota-used-bytes': 20 });
  expect(await quotaProperties(all, 'c')).toEqual({ 'quota-available-bytes': 20, 'quota-used-bytes': 0 });
});

test('rejects arguments that are not guards', async () => {
  expect(() => combineGuards()).toThrow('Every argument must be a guard');
  expect(() => combineGuards([quota({ limit: 5, usage })] as unknown as Guard)).toThrow(
    'Every argument must be a guard',
  );
});

test('folderCapacity requires a path', () => {
  expect(() => folderCapacity({ path: '', limit: 1, usage })).toThrow(/options\.path/);
});
