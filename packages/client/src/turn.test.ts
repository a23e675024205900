import { describe, expect, test } from 'vitest';

import { VirtualClock } from '../test/virtual-clock.ts';
import { InsufficientStorageError, type InsufficientStorageFacts } from './insufficient-storage-error.ts';
import { send } from './send.ts';
import { createTurns, type OpenTurn } from './turn.ts';

const MINUTE = 60_000;

function refusal(facts: Partial<InsufficientStorageFacts> = after(1)): InsufficientStorageError {
  return new InsufficientStorageError({ reason: 'capacity', temporary: true, ...facts });
}

function after(seconds: number): Partial<InsufficientStorageFacts> {
  return { retryAfter: { seconds, date: new Date() } };
}

/** A service that is full until it is told that it has room, and the requests that reach it. */
class Service {
  readonly sent: { readonly name: string; readonly at: number }[] = [];
  refuse: ((name: string) => unknown) | undefined = () => refusal();
  /** How long an answer takes, in milliseconds. */
  delay = 100;
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  async answer(name: string): Promise<{ status: number }> {
    this.sent.push({ name, at: this.#clock.now() });
    await new Promise<void>((resolve) => this.#clock.start(resolve, this.delay));
    if (this.refuse) throw this.refuse(name);
    return { status: 201 };
  }

  get names(): string[] {
    return this.sent.map(({ name }) => name);
  }
}

function setUp({ within = 5 * MINUTE, random = 0 } = {}) {
  const clock = new VirtualClock(() => random);
  const service = new Service(clock);
  const openTurn: OpenTurn<[string]> = createTurns<[string]>(
    { retry: { within }, account: (name) => name.split('/')[1] ?? '' },
    clock,
  );
  const upload = (
    name: string,
    { method = 'PUT', url = 'http://a.test/', signal = undefined as AbortSignal | undefined } = {},
  ) => {
    const outcome: { value?: unknown } = {};
    send(() => service.answer(name), openTurn({ url, method, signal }, name)).then(
      ({ status }) => Object.assign(outcome, { value: status }),
      (thrown: unknown) => Object.assign(outcome, { value: thrown }),
    );
    return outcome;
  };
  return { clock, service, upload };
}

test('nothing is sent again by itself', () => {
  expect(createTurns({})({ url: 'http://a.test/', method: 'PUT' })).toBeUndefined();
});

describe('when', () => {
  test('after Retry-After, and not before', async () => {
    const { clock, service, upload } = setUp();
    service.refuse = () => refusal(after(60));
    const one = upload('a');
    await clock.pass(100);
    service.refuse = undefined;
    await clock.pass(59_999);
    expect(service.sent).toHaveLength(1);
    await clock.pass(1);
    expect(service.sent).toHaveLength(2);
    await clock.pass(100);
    expect(one.value).toBe(201);
    expect(clock.timers).toBe(0);
  });

  test('up to half as long again, so that clients do not return at once', async () => {
    const { clock, service, upload } = setUp({ random: 1 });
    service.refuse = () => refusal(after(60));
    upload('a');
    await clock.pass(90_099);
    expect(service.sent).toHaveLength(1);
    await clock.pass(1);
    expect(service.sent).toHaveLength(2);
  });

  test('without Retry-After after 4, 8, 16 seconds and so on, up to about a minute', async () => {
    const { clock, service, upload } = setUp({ within: 10 * MINUTE });
    service.delay = 0;
    service.refuse = () => refusal({});
    upload('a');
    await clock.pass(10 * MINUTE);
    const waits = service.sent.map(({ at }, index) => at - (service.sent[index - 1]?.at ?? 0));
    expect(waits).toEqual([0, 4, 8, 16, 32, ...Array(8).fill(64)].map((seconds) => seconds * 1000));
  });

  test('never sooner than after a second', async () => {
    const { clock, service, upload } = setUp();
    service.refuse = () => refusal(after(0));
    upload('a');
    await clock.pass(1_000);
    expect(service.sent).toHaveLength(1);
  });

  test('not if the server wants to wait longer than there is time: it fails at once', async () => {
    const { clock, service, upload } = setUp();
    const error = refusal(after(301));
    service.refuse = () => error;
    const one = upload('a');
    await clock.pass(100);
    expect(one.value).toBe(error);
    expect(clock.timers).toBe(0);
  });

  test('until the time is over', async () => {
    const { clock, service, upload } = setUp({ within: 10_000 });
    service.refuse = () => refusal(after(3));
    const one = upload('a');
    await clock.pass(10_000);
    expect(one.value).toBeInstanceOf(InsufficientStorageError);
    expect(service.names).toEqual(['a', 'a', 'a', 'a']);
    expect(clock.timers).toBe(0);
  });

  test.each(['quota', 'lasting', 'method', 'body'] as const)('not at all because of %s', async (obstacle) => {
    const { clock, service, upload } = setUp();
    const error = refusal({ obstacle });
    service.refuse = () => error;
    const one = upload('a');
    await clock.pass(10 * MINUTE);
    expect(one.value).toBe(error);
    expect(service.names).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });

  test('not for any other error', async () => {
    const { clock, service, upload } = setUp();
    const error = new TypeError('fetch failed');
    service.refuse = () => (service.sent.length === 1 ? refusal() : error);
    const one = upload('a');
    await clock.pass(10 * MINUTE);
    expect(one.value).toBe(error);
    expect(service.names).toEqual(['a', 'a']);
    expect(clock.timers).toBe(0);
  });
});

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

describe('AbortSignal', () => {
  test('ends the wait', async () => {
    const { clock, service, upload } = setUp();
    const aborting = new AbortController();
    const one = upload('a', { signal: aborting.signal });
    await clock.pass(100);
    aborting.abort('enough');
    await clock.pass(0);
    expect(one.value).toBe('enough');
    expect(service.names).toEqual(['a']);
    expect(clock.timers).toBe(0);
  });

  test('that has been aborted before starts none', async () => {
    const { clock, service, upload } = setUp();
    upload('first');
    await clock.pass(100);
    const one = upload('a', { signal: AbortSignal.abort('before') });
    await clock.pass(0);
    expect(one.value).toBe('before');
    expect(service.names).toEqual(['first']);
  });

  test('of one request leaves the others', async () => {
    const { clock, service, upload } = setUp();
    const aborting = new AbortController();
    upload('a', { signal: aborting.signal });
    const other = upload('b');
    await clock.pass(100);
    aborting.abort();
    service.refuse = undefined;
    await clock.pass(2_000);
    expect(other.value).toBe(201);
    expect(service.names).toEqual(['a', 'b', 'b']);
  });
});
