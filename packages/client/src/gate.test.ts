import { describe, expect, test } from 'vitest';

import { after, MINUTE, refusal, setUp } from '../test/virtual-service.ts';
import { InsufficientStorageError } from './insufficient-storage-error.ts';

describe('a gate', () => {
  test('lets one probe through, and the others after it step by step', async () => {
    const { clock, service, upload } = setUp();
    service.refuse = () => refusal(after(10));
    const all = Array.from({ length: 1000 }, (_, index) => upload(`${index}`));
    await clock.pass(100);
    expect(service.sent).toHaveLength(1000);
    service.refuse = undefined;
    await clock.pass(10_000);
    const counts: number[] = [];
    for (let step = 0; step < 12; step += 1) {
      counts.push(service.sent.length - 1000);
      await clock.pass(100);
    }
    expect(counts).toEqual([1, 3, 7, 15, 31, 63, 127, 255, 511, 1000, 1000, 1000]);
    expect(all.every(({ value }) => value === 201)).toBe(true);
    expect(clock.timers).toBe(0);
  });

  test('closes again when the probe finds no room, and takes another one next', async () => {
    const { clock, service, upload } = setUp();
    upload('big');
    upload('small');
    await clock.pass(100);
    service.refuse = (name) => refusal(after(name === 'big' ? 2 : 1));
    await clock.pass(1_000);
    expect(service.names).toEqual(['big', 'small', 'big']);
    await clock.pass(2_100);
    expect(service.names).toEqual(['big', 'small', 'big', 'small']);
  });

  test('holds requests that come while it is closed', async () => {
    const { clock, service, upload } = setUp();
    service.refuse = () => refusal(after(10));
    upload('first');
    await clock.pass(100);
    const held = upload('held', { method: 'POST' });
    await clock.pass(9_000);
    expect(service.names).toEqual(['first']);
    service.refuse = undefined;
    await clock.pass(2_000);
    expect(service.names).toEqual(['first', 'first', 'held']);
    expect(held.value).toBe(201);
  });

  test('does not hold what needs no room', async () => {
    const { clock, service, upload } = setUp();
    upload('first');
    await clock.pass(100);
    for (const method of ['GET', 'HEAD', 'DELETE', 'PROPFIND']) upload(method, { method });
    await clock.pass(1);
    expect(service.names).toEqual(['first', 'GET', 'HEAD', 'DELETE', 'PROPFIND']);
  });

  test('is of one origin and account', async () => {
    const { clock, service, upload } = setUp();
    upload('x/mine');
    await clock.pass(100);
    upload('y/yours');
    upload('z/mine', { url: 'http://b.test/' });
    upload('held/mine');
    await clock.pass(1);
    expect(service.names).toEqual(['x/mine', 'y/yours', 'z/mine']);
  });

  test('is not closed by a used-up quota', async () => {
    const { clock, service, upload } = setUp();
    service.refuse = () => refusal({ reason: 'quota', temporary: false, obstacle: 'quota' });
    upload('first');
    await clock.pass(100);
    upload('second');
    await clock.pass(1);
    expect(service.names).toEqual(['first', 'second']);
  });

  test('lets another one through when the probe is not answered', async () => {
    const { clock, service, upload } = setUp();
    upload('silent');
    upload('next');
    await clock.pass(100);
    service.delay = 10 * MINUTE;
    await clock.pass(1_000);
    expect(service.names).toEqual(['silent', 'next', 'silent']);
    service.delay = 100;
    service.refuse = undefined;
    await clock.pass(29_000);
    expect(service.names).toHaveLength(3);
    await clock.pass(1_000);
    expect(service.names).toEqual(['silent', 'next', 'silent', 'next']);
  });

  test('goes on when the probe fails for another reason', async () => {
    const { clock, service, upload } = setUp();
    upload('first');
    const second = upload('second');
    await clock.pass(100);
    service.refuse = (name) => (name === 'first' ? new TypeError('fetch failed') : refusal());
    await clock.pass(1_100);
    service.refuse = undefined;
    await clock.pass(100);
    expect(service.names).toEqual(['first', 'second', 'first', 'second']);
    expect(second.value).toBe(201);
  });

  test('gives up on a held request with the refusal of another one', async () => {
    const { clock, service, upload } = setUp();
    const error = refusal(after(290));
    service.refuse = () => error;
    upload('first');
    await clock.pass(100);
    const { signal } = new AbortController();
    const held = upload('held', { signal });
    service.refuse = () => refusal(after(290));
    await clock.pass(6 * MINUTE);
    expect(held.value).toBeInstanceOf(InsufficientStorageError);
    expect(service.names).not.toContain('held');
    expect(clock.timers).toBe(0);
  });

  test('lets 10,000 wait, and no more', async () => {
    const { clock, service, upload } = setUp();
    upload('first');
    await clock.pass(100);
    const held = Array.from({ length: 10_005 }, (_, index) => upload(`${index}`));
    await clock.pass(1);
    expect(held.filter(({ value }) => value instanceof InsufficientStorageError)).toHaveLength(6);
    expect(service.names).toEqual(['first']);
  });
});
