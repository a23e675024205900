import { randomBytes } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { type DiskCapacity, type DiskCapacityOptions, diskCapacity } from '../src/index.ts';
import { mountSmallVolume, whyNoVolume } from './small-volume.ts';

const exhausted = { name: 'StorageExhaustedError', reason: 'capacity', kind: 'disk' };

function open(options: DiskCapacityOptions): DiskCapacity {
  const guard = diskCapacity({ logger: false, ...options });
  onTestFinished(() => guard.close());
  return guard;
}

test.each([
  [undefined, 'options'],
  [{}, 'options.path'],
  [{ path: '' }, 'options.path'],
  [{ path: '/', reserve: -1 }, 'options.reserve'],
  [{ path: '/', reserve: '5' }, 'options.reserve'],
  [{ path: '/', reserve: '100%' }, 'options.reserve'],
  [{ path: '/', watermarks: [0] }, 'options.watermarks'],
  [{ path: '/', watermarks: 80 }, 'options.watermarks'],
  [{ path: '/', onWatermark: 'log' }, 'options.onWatermark'],
  [{ path: '/', logger: console }, 'options.logger'],
  [{ path: '/', typo: 1 }, 'options.typo'],
])('rejects the options %j', (options, member) => {
  expect(() => diskCapacity(options as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  expect(() => diskCapacity(options as never)).toThrow(member);
});

test("rejects with the operating system's error if the path does not exist", async () => {
  const guard = open({ path: '/there/is/no/such/folder' });
  await expect(guard.reserve(undefined, 1)).rejects.toMatchObject({ code: 'ENOENT' });
});

test.each([-1, 0.5, Number.NaN, Infinity])('rejects the length %j', async (bytes) => {
  await expect(open({ path: '/' }).reserve(undefined, bytes)).rejects.toThrow(/bytes/);
});

describe.skipIf(whyNoVolume)(`on a small volume${whyNoVolume ? ` (skipped: ${whyNoVolume})` : ''}`, () => {
  const MB = 1024 * 1024;

  test('reserves free room, and no byte twice', async () => {
    const path = mountSmallVolume('size=10m');
    const guard = open({ path, reserve: 0 });
    const first = await guard.reserve(undefined, 6 * MB);
    await expect(guard.reserve(undefined, 6 * MB)).rejects.toMatchObject({ ...exhausted, resource: path });
    await guard.reserve(undefined, 3 * MB);
    await first.release();
    await guard.reserve(undefined, 6 * MB);
  });

  test('admits exactly what fits, to the last block', async () => {
    const path = mountSmallVolume('size=4m');
    const guard = open({ path, reserve: 0 });
    const { bavail, bsize } = await statfs(path);
    // One block is for the file system's own records.
    await expect(guard.reserve(undefined, (bavail - 1) * bsize + 1)).rejects.toMatchObject(exhausted);
    await using reservation = await guard.reserve(undefined, (bavail - 1) * bsize);
    await writeFile(join(path, 'a'), Buffer.alloc(reservation.bytes));
    await reservation.commit(reservation.bytes);
    await expect(guard.reserve(undefined, bsize)).rejects.toMatchObject(exhausted);
    await rm(join(path, 'a'));
    await guard.reserve(undefined, 2 * MB);
  });

  test('leaves the reserve free, in bytes or percent', async () => {
    const path = mountSmallVolume('size=10m');
    for (const reserve of [5 * MB, '50%'] as const) {
      const guard = open({ path, reserve });
      await expect(guard.reserve(undefined, 5 * MB)).rejects.toMatchObject(exhausted);
      await guard.reserve(undefined, 4 * MB);
    }
  });

  test('counts written bytes once as soon as the volume shows them', async () => {
    const path = mountSmallVolume('size=20m');
    const guard = open({ path, reserve: 0 });
    const reservation = await guard.reserve(undefined, 10 * MB);
    await writeFile(join(path, 'a'), randomBytes(8 * MB));
    reservation.wrote(8 * MB);
    // 12 MB are free and 2 MB of them reserved. 1 MB more may still be in buffers.
    await expect(guard.reserve(undefined, 10 * MB)).rejects.toMatchObject(exhausted);
    await (await guard.reserve(undefined, 8 * MB)).release();
    await reservation.commit(8 * MB);
    await (await guard.reserve(undefined, 11 * MB)).release();
  });

  test('reads new figures before it refuses', async () => {
    const path = mountSmallVolume('size=10m');
    const guard = open({ path, reserve: 0 });
    await writeFile(join(path, 'ballast'), Buffer.alloc(8 * MB));
    await expect(guard.reserve(undefined, 5 * MB)).rejects.toMatchObject(exhausted);
    await rm(join(path, 'ballast'));
    await guard.reserve(undefined, 5 * MB);
  });

  test('refuses when inodes run out', async () => {
    const path = mountSmallVolume('size=10m,nr_inodes=5');
    const guard = open({ path });
    const free = (await statfs(path)).ffree;
    const reservations = [];
    for (let count = 0; count < free; count += 1) reservations.push(await guard.reserve(undefined, 0));
    await expect(guard.reserve(undefined, 0)).rejects.toMatchObject({ ...exhausted, kind: 'inodes' });
    await reservations[0]?.release();
    await guard.reserve(undefined, 0);
  });

  test('extends a reservation, which stays as it was if there is no room', async () => {
    const path = mountSmallVolume('size=10m');
    const guard = open({ path, reserve: 0 });
    const reservation = await guard.reserve(undefined, 4 * MB);
    await reservation.ensure(6 * MB);
    await expect(reservation.ensure(11 * MB)).rejects.toMatchObject(exhausted);
    expect(reservation.bytes).toBe(6 * MB);
    await expect(guard.reserve(undefined, 4 * MB)).rejects.toMatchObject(exhausted);
    await expect(reservation.commit(11 * MB)).rejects.toMatchObject(exhausted);
    await reservation.release();
    await reservation.release();
    await expect(reservation.ensure(1)).rejects.toThrow('ended');
    await guard.reserve(undefined, 9 * MB);
  });

  test('reports used, reserved and available bytes', async () => {
    const path = mountSmallVolume('size=10m');
    const guard = open({ path, reserve: MB });
    await writeFile(join(path, 'a'), Buffer.alloc(2 * MB));
    await guard.reserve(undefined, 3 * MB);
    const { usedBytes, reservedBytes, availableBytes } = await guard.usage(undefined);
    expect([usedBytes, reservedBytes, availableBytes]).toEqual([2 * MB, 3 * MB + 4096, 4 * MB - 4096]);
  });

  test('reports a crossed watermark at once, and again only after usage was well below it', async () => {
    const path = mountSmallVolume('size=10m');
    const told: unknown[] = [];
    const published = vi.fn();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    subscribe('http507:watermark', published);
    onTestFinished(() => {
      unsubscribe('http507:watermark', published);
      warn.mockRestore();
    });
    const onWatermark = ({ kind, watermark, exceeded }: Record<string, unknown>): never => {
      told.push([kind, watermark, exceeded]);
      throw new Error('dropped');
    };
    const guard = open({ path, reserve: 0, onWatermark: onWatermark as never, logger: true });
    const reservation = await guard.reserve(undefined, 7 * MB);
    expect(told).toEqual([]);
    await reservation.ensure(8 * MB);
    expect(told).toEqual([['disk', 80, true]]);
    const small = await guard.reserve(undefined, Math.round(1.2 * MB));
    expect(told.slice(1)).toEqual([['disk', 90, true]]);
    await small.release();
    // 80.04 % is below 90 by more than the hysteresis, and not below 80.
    await (await guard.reserve(undefined, 0)).release();
    expect(told.slice(2)).toEqual([['disk', 90, false]]);
    await reservation.release();
    await (await guard.reserve(undefined, Math.round(7.9 * MB))).release();
    await (await guard.reserve(undefined, Math.round(7.9 * MB))).release();
    // 79 % is not far enough below.
    expect(told.slice(3)).toEqual([]);
    await guard.reserve(undefined, 5 * MB);
    expect(told.slice(3)).toEqual([['disk', 80, false]]);
    expect([published.mock.calls.length, warn.mock.calls.length]).toEqual([4, 4]);
    expect(warn).toHaveBeenCalledWith('Storage is filling up', {
      name: path,
      path,
      kind: 'disk',
      watermark: 80,
      exceeded: true,
      usedPercent: 80,
    });
  });
});
