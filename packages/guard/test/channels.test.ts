import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { statfs } from 'node:fs/promises';

import { describe, expect, onTestFinished, test } from 'vitest';

import {
  diskCapacity,
  folderCapacity,
  type Guard,
  type Ledger,
  MemoryLedger,
  quota,
  type VolumeEvent,
} from '../src/index.ts';
import { makeFolder } from './folder.ts';

/** Collects what is published on a channel until the test ends. */
function listen(name: string): unknown[] {
  const messages: unknown[] = [];
  const onMessage = (message: unknown): unknown => messages.push(message);
  subscribe(name, onMessage);
  onTestFinished(() => void unsubscribe(name, onMessage));
  return messages;
}

function openDisk(options: Parameters<typeof diskCapacity>[0]): Guard {
  const guard = diskCapacity({ logger: false, ...options });
  onTestFinished(() => guard.close());
  return guard;
}

/** A ledger that behaves as one outside of the process, and fails with an error once it is set. */
function createLedger(): { ledger: Ledger; failure: { error?: Error | undefined } } {
  const memory = new MemoryLedger();
  const failure: { error?: Error | undefined } = {};
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    if (failure.error) throw failure.error;
    return call();
  };
  const ledger: Ledger = {
    durable: true,
    hold: (request) => ask(() => memory.hold(request)),
    settle: (request) => ask(() => memory.settle(request)),
    read: (account) => ask(() => memory.read(account)),
    open: (account, usedBytes) => ask(() => memory.open(account, usedBytes)),
  };
  return { ledger, failure };
}

describe('the channel http507:guard', () => {
  test('tells what each guard has decided', async () => {
    const path = makeFolder();
    const { bavail, bsize } = await statfs(path);
    const { ledger, failure } = createLedger();
    const decisions = listen('http507:guard');
    const disk = openDisk({ path, name: 'data' });
    const folder = folderCapacity({ path, limit: 10, usage: () => 0 });
    const account = quota({ ledger, limit: 10, logger: false });

    await (await disk.reserve(undefined, 5)).release();
    await expect(disk.reserve(undefined, bavail * bsize)).rejects.toThrow();
    await expect(openDisk({ path: '/no/such/folder' }).reserve(undefined, 5)).rejects.toThrow();
    await folder.reserve(undefined, 5);
    await expect(folder.reserve(undefined, 6)).rejects.toThrow();
    await account.reserve('ann', 5);
    failure.error = new Error('down');
    await expect(account.reserve('ann', 5)).rejects.toThrow();
    expect(decisions).toEqual([
      { guard: 'disk', name: 'data', decision: 'admitted', bytes: 5 },
      { guard: 'disk', name: 'data', decision: 'refused', bytes: bavail * bsize },
      { guard: 'disk', name: '/no/such/folder', decision: 'unavailable', bytes: 5 },
      { guard: 'folder', name: path, decision: 'admitted', bytes: 5 },
      { guard: 'folder', name: path, decision: 'refused', bytes: 6 },
      { guard: 'quota', name: undefined, decision: 'admitted', bytes: 5 },
      { guard: 'quota', name: undefined, decision: 'unavailable', bytes: 5 },
    ]);
  });

  test('does not tell of an invalid call', async () => {
    const decisions = listen('http507:guard');
    const guard = quota({ limit: 10, usage: () => 0 });
    await expect(guard.reserve(undefined, 1)).rejects.toThrow(TypeError);
    await expect(guard.reserve('ann', -1)).rejects.toThrow(TypeError);
    expect(decisions).toEqual([]);
  });
});

test('the channel http507:volume tells the figures whenever they are read', async () => {
  const path = makeFolder();
  const figures = listen('http507:volume') as VolumeEvent[];
  const guard = openDisk({ path, name: 'data', reserve: 0 });
  await guard.reserve(undefined, 1_000_000);
  const { reservedBytes } = await guard.usage(undefined);
  expect(figures).toHaveLength(2);
  expect(figures[1]).toMatchObject({ name: 'data', reservedBytes });
  expect(reservedBytes).toBeGreaterThanOrEqual(1_000_000);
  const { usedBytes = 0, availableBytes = 0, totalBytes } = figures[1] ?? {};
  expect(usedBytes + reservedBytes + availableBytes).toBe(totalBytes);
});

test('the channel http507:ledger-call tells each call, its time and its error', async () => {
  const { ledger, failure } = createLedger();
  const calls = listen('http507:ledger-call');
  const guard = quota({ ledger, limit: 10, logger: false });
  await (await guard.reserve('ann', 5)).commit(5);
  failure.error = new Error('down');
  await expect(guard.usage('ann')).rejects.toThrow();
  const duration = expect.any(Number);
  expect(calls).toEqual([
    { call: 'hold', duration },
    { call: 'open', duration },
    { call: 'hold', duration },
    { call: 'settle', duration },
    { call: 'read', duration, error: failure.error },
  ]);
});

describe('the channel http507:lease-lapsed', () => {
  /** Stops the process for longer than a lease of 60 ms, as a debugger or SIGSTOP does. */
  function stopForTooLong(): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }

  test('tells once that a lease ended before its upload did', async () => {
    const { ledger, failure } = createLedger();
    const lapsed = listen('http507:lease-lapsed');
    const guard = quota({ ledger, limit: 10, lease: 60, logger: false });
    const reservation = await guard.reserve('ann', 5);
    failure.error = new Error('down');
    stopForTooLong();
    await expect(reservation.commit(5)).rejects.toThrow();
    failure.error = undefined;
    await reservation.commit(5);
    expect(lapsed).toEqual([{ guard: 'quota', name: undefined, bytes: 5, lease: 60 }]);
  });

  test('tells that a lease ended before the answer of the ledger was read', async () => {
    const { ledger } = createLedger();
    let stops = false;
    const late: Ledger = {
      ...ledger,
      async hold(request) {
        const result = await ledger.hold(request);
        if (stops) stopForTooLong();
        stops = false;
        return result;
      },
    };
    const lapsed = listen('http507:lease-lapsed');
    const reservation = await quota({ ledger: late, limit: 10, lease: 60, logger: false }).reserve('ann', 5);
    stops = true;
    await reservation.ensure(6);
    await reservation.commit(6);
    expect(lapsed).toEqual([{ guard: 'quota', name: undefined, bytes: 6, lease: 60 }]);
  });

  test('is silent about a reservation that has ended', async () => {
    const { ledger } = createLedger();
    const lapsed = listen('http507:lease-lapsed');
    const guard = folderCapacity({ path: '/a', ledger, limit: 10, lease: 60, logger: false, usage: () => 0 });
    const reservation = await guard.reserve(undefined, 5);
    await reservation.commit(5);
    stopForTooLong();
    await reservation.release();
    expect(lapsed).toEqual([]);
  });
});

test.each([[''], [5], [null]])('rejects the name %j', (name) => {
  const options = { path: '/a', name: name as never };
  expect(() => diskCapacity(options)).toThrow('options.name');
  expect(() => folderCapacity({ ...options, limit: 1, usage: () => 0 })).toThrow('options.name');
});
