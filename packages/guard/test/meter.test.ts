import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import { expect, test } from 'vitest';

import { type Guard, meter, quota, type Reservation } from '../src/index.ts';

const MB = 1024 * 1024;
const exhausted = { name: 'StorageExhaustedError', reason: 'quota' };

function open(limit: number): Guard {
  return quota({ limit, usage: () => 0 });
}

function send(reservation: Reservation, bytes: number, chunk = 64 * 1024): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(bytes / chunk) }, (_, index) =>
    Buffer.alloc(Math.min(chunk, bytes - index * chunk), index),
  );
  return pipeline(Readable.from(chunks), meter(reservation), (source) => buffer(source));
}

test('passes reserved bytes through unchanged', async () => {
  const guard = open(100);
  const reservation = await guard.reserve('a', 100);
  const received = await send(reservation, 100, 7);
  expect(received).toEqual(
    Buffer.concat(Array.from({ length: 15 }, (_, i) => Buffer.alloc(i === 14 ? 2 : 7, i))),
  );
  expect(reservation).toMatchObject({ bytes: 100, writtenBytes: 100 });
});

test('extends the reservation in steps if the length is unknown', async () => {
  const guard = open(10 * MB);
  const reservation = await guard.reserve('a', 0);
  await send(reservation, 2.5 * MB);
  expect(reservation.writtenBytes).toBe(2.5 * MB);
  const { reservedBytes } = await guard.usage('a');
  expect([reservedBytes >= 2.5 * MB, reservedBytes < 3.6 * MB]).toEqual([true, true]);
  await reservation.commit(2.5 * MB);
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 2.5 * MB, reservedBytes: 0 });
});

test('passes exactly as many bytes as there is room for', async () => {
  for (const announced of [0, 1, 1_500_000]) {
    const guard = open(1_500_000);
    const all = await guard.reserve('a', announced);
    expect((await send(all, 1_500_000, 1000)).byteLength).toBe(1_500_000);
    await all.release();
    const more = await guard.reserve('a', announced);
    await expect(send(more, 1_500_001, 1000)).rejects.toMatchObject(exhausted);
    expect(more.writtenBytes).toBe(1_500_000);
    await more.release();
    expect(await guard.usage('a')).toMatchObject({ usedBytes: 0, reservedBytes: 0 });
  }
});

test('fails with the error of the guard', async () => {
  const guard = open(100);
  const reservation = await guard.reserve('a', 1);
  await reservation.release();
  await expect(send(reservation, 2)).rejects.toThrow('ended');
});
