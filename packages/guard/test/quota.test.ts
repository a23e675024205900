import { subscribe, unsubscribe } from 'node:diagnostics_channel';

import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { type Guard, type Ledger, LedgerUnavailableError, MemoryLedger, quota } from '../src/index.ts';

const usage = (): number => 0;
const exhausted = { name: 'StorageExhaustedError', reason: 'quota', kind: 'quota' };

test('reserves up to the quota of each account', async () => {
  const guard = quota({ limit: 100, usage });
  const first = await guard.reserve('a', 60);
  await expect(guard.reserve('a', 41)).rejects.toMatchObject({
    ...exhausted,
    usage: { usedBytes: 60, quotaBytes: 100 },
  });
  await guard.reserve('b', 100);
  const second = await guard.reserve('a', 40);
  await first.commit(50);
  await second.release();
  expect(await guard.usage('a')).toEqual({
    usedBytes: 50,
    reservedBytes: 0,
    availableBytes: 50,
    quotaBytes: 100,
  });
});

test('calls usage once for each new account', async () => {
  const asked = vi.fn(async (account: string) => account.length * 10);
  const guard = quota({ limit: 100, usage: asked });
  expect(await guard.usage('aa')).toMatchObject({ usedBytes: 20 });
  await Promise.all([guard.reserve('aaaaaaa', 30), expect(guard.reserve('aaaaaaa', 31)).rejects.toThrow()]);
  await expect(guard.reserve('aaaaaaa', 1)).rejects.toMatchObject({
    usage: { usedBytes: 100, quotaBytes: 100 },
  });
  asked.mockClear();
  await guard.giveBack('aaaaaaa', 1);
  await guard.reserve('aaaaaaa', 1);
  expect(asked).not.toHaveBeenCalled();
});

test('uses the limit of each account', async () => {
  const guard = quota({ limit: async (account) => (account === 'large' ? 1000 : 10), usage });
  await guard.reserve('large', 1000);
  await expect(guard.reserve('small', 11)).rejects.toMatchObject({
    usage: { usedBytes: 0, quotaBytes: 10 },
  });
  const broken = new Error('no such plan');
  await expect(quota({ limit: () => Promise.reject(broken), usage }).reserve('a', 1)).rejects.toBe(broken);
  for (const limit of [Number.NaN, -1, undefined as never, '5' as never]) {
    await expect(quota({ limit: () => limit, usage }).reserve('a', 1)).rejects.toThrow(/options\.limit/);
  }
});

test('an overwrite counts the difference at the commit', async () => {
  const guard = quota({ limit: 100, usage: () => 80 });
  const longer = await guard.reserve('a', 100, { replacedBytes: 80 });
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 80, reservedBytes: 20 });
  await longer.commit(100, { replacedBytes: 80 });
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 100, reservedBytes: 0 });
  const shorter = await guard.reserve('a', 10, { replacedBytes: 100 });
  await shorter.commit(10);
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 10, reservedBytes: 0 });
});

test('an overwrite is refused if the replaced file was deleted and there is no room for the whole upload', async () => {
  const guard = quota({ limit: 100, usage: () => 80 });
  const overwrite = await guard.reserve('a', 90, { replacedBytes: 80 });
  await guard.giveBack('a', 80);
  await guard.reserve('a', 85);
  await expect(overwrite.commit(90, { replacedBytes: 0 })).rejects.toMatchObject(exhausted);
  await overwrite.release();
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 0, reservedBytes: 85 });
});

test('the commit of an upload that is longer than reserved can be refused', async () => {
  const guard = quota({ limit: 100, usage });
  const reservation = await guard.reserve('a', 10);
  await expect(reservation.commit(101)).rejects.toMatchObject(exhausted);
  await reservation.commit(100);
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 100, reservedBytes: 0 });
});

test('a reservation ends once', async () => {
  const guard = quota({ limit: 100, usage });
  const reservation = await guard.reserve('a', 10);
  await reservation.commit(10);
  await reservation.commit(20);
  await reservation.release();
  await reservation[Symbol.asyncDispose]();
  await expect(reservation.ensure(30)).rejects.toThrow('ended');
  const other = await guard.reserve('a', 10);
  await other[Symbol.asyncDispose]();
  expect(await guard.usage('a')).toMatchObject({ usedBytes: 10, reservedBytes: 0 });
});

test('renews the lease while an upload runs', async () => {
  const ledger = new MemoryLedger();
  const guard = quota({ limit: 100, usage, ledger, lease: 60 });
  const reservation = await guard.reserve('a', 100);
  // The hold of a killed process, which nobody renews.
  await ledger.open('b', 0);
  await ledger.hold({ account: 'b', id: 'dead', bytes: 100, quotaBytes: 100, lease: 200 });
  await vi.waitFor(() => guard.reserve('b', 100), 20_000);
  await expect(guard.reserve('a', 1)).rejects.toMatchObject(exhausted);
  await reservation.release();
  await guard.reserve('a', 1);
});

test.each(['', 'a\0', '\ud800', 'a'.repeat(256), 7, undefined, null, {}])(
  'rejects the account %j',
  async (account) => {
    const guard = quota({ limit: 100, usage });
    await expect(guard.reserve(account as string, 1)).rejects.toThrow(/account/);
    await expect(guard.giveBack(account as string, 1)).rejects.toThrow(/account/);
    await expect(guard.usage(account as string)).rejects.toThrow(/account/);
  },
);

test.each([-1, 0.5, Number.NaN, Infinity, '1', 2 ** 53])('rejects the length %j', async (bytes) => {
  const guard = quota({ limit: Infinity, usage });
  await expect(guard.reserve('a', bytes as number)).rejects.toThrow(/bytes/);
  await expect(guard.reserve('a', 1, { replacedBytes: bytes as number })).rejects.toThrow(/replacedBytes/);
  await expect((await guard.reserve('a', 1)).commit(bytes as number)).rejects.toThrow(/bytes/);
});

test.each([
  [undefined, 'options'],
  [{}, 'options.limit'],
  [{ limit: -1, usage }, 'options.limit'],
  [{ limit: '5', usage }, 'options.limit'],
  [{ limit: 1 }, 'options.usage'],
  [{ limit: 1, usage: 5 }, 'options.usage'],
  [{ limit: 1, usage, ledger: {} }, 'options.ledger'],
  [{ limit: 1, usage, lease: 0 }, 'options.lease'],
  [{ limit: 1, usage, onLedgerError: 'ignore' }, 'options.onLedgerError'],
  [{ limit: 1, usage, logger: console }, 'options.logger'],
  [{ limit: 1, usage, typo: 1 }, 'options.typo'],
])('rejects the options %j', (options, member) => {
  expect(() => quota(options as never)).toThrow(expect.objectContaining({ name: 'TypeError' }));
  expect(() => quota(options as never)).toThrow(member);
});

describe('while the ledger is unavailable', () => {
  /** Creates a ledger that can be made to fail (`take`), to hang (`silence`) and to work again (`bring`). */
  function createLedger(): { ledger: Ledger; take(error: unknown): void; silence(): void; bring(): void } {
    const memory = new MemoryLedger();
    let obstacle: (() => Promise<never>) | undefined;
    const through = <T>(call: () => Promise<T>): Promise<T> => (obstacle ? obstacle() : call());
    return {
      ledger: {
        durable: true,
        hold: (request) => through(() => memory.hold(request)),
        settle: (request) => through(() => memory.settle(request)),
        read: (account) => through(() => memory.read(account)),
        open: (account, bytes) => through(() => memory.open(account, bytes)),
      },
      take(error) {
        obstacle = () => Promise.reject(error);
      },
      silence() {
        obstacle = () => new Promise(() => undefined);
      },
      bring() {
        obstacle = undefined;
      },
    };
  }

  const full = Object.assign(new Error('OOM command not allowed'), { code: 'OOM' });
  const unavailable = { name: 'LedgerUnavailableError', status: 503, statusCode: 503 };

  test('refuses with 503 and without a cause', async () => {
    const { ledger, take, bring } = createLedger();
    const guard = quota({ limit: 100, ledger, logger: false });
    const reservation = await guard.reserve('a', 10);
    take(full);
    const error = await guard.reserve('a', 10).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(unavailable);
    expect(error).toBeInstanceOf(LedgerUnavailableError);
    expect([(error as LedgerUnavailableError).ledgerError, (error as Error).cause]).toEqual([
      full,
      undefined,
    ]);
    expect(JSON.stringify(error)).not.toContain('OOM');
    await expect(reservation.commit(10)).rejects.toMatchObject(unavailable);
    await expect(guard.giveBack('a', 1)).rejects.toMatchObject(unavailable);
    await expect(guard.usage('a')).rejects.toMatchObject(unavailable);
    bring();
    await reservation.commit(10);
    expect(await guard.usage('a')).toMatchObject({ usedBytes: 10, reservedBytes: 0 });
  });

  test('admits if the option says so', async () => {
    const { ledger, take, bring } = createLedger();
    const guard = quota({ limit: 100, ledger, logger: false, onLedgerError: 'admit' });
    await guard.reserve('a', 0).then((reservation) => reservation.commit(50));
    take(full);
    const reservation = await guard.reserve('a', 10);
    await guard.giveBack('a', 1);
    const lost = await guard.reserve('a', 500);
    await lost.commit(500);
    bring();
    await reservation.commit(10);
    expect(await guard.usage('a')).toMatchObject({ usedBytes: 60, reservedBytes: 0 });
  });

  test('times out, and logs once that the ledger is unavailable and once that it is back', async () => {
    const log = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')].map((spy) =>
      spy.mockImplementation(() => undefined),
    );
    onTestFinished(() => {
      for (const spy of log) spy.mockRestore();
    });
    const published: unknown[] = [];
    const listen = (event: unknown): unknown => published.push(event);
    subscribe('http507:ledger-error', listen);
    onTestFinished(() => void unsubscribe('http507:ledger-error', listen));
    const { ledger, silence, bring } = createLedger();
    const guard: Guard = quota({ limit: 100, ledger });
    await guard.reserve('a', 10);
    silence();
    const refused = await Promise.allSettled([guard.reserve('a', 1), guard.reserve('a', 1)]);
    expect(refused).toMatchObject([{ reason: unavailable }, { reason: unavailable }]);
    bring();
    await guard.reserve('a', 1);
    expect(log.map(({ mock }) => mock.calls.map(([message]) => message))).toEqual([
      ['Storage ledger: unavailable'],
      ['Storage ledger: available again'],
    ]);
    expect(published.length).toBeGreaterThanOrEqual(2);
  });

  test('undoes requests that succeeded although their answers were lost', async () => {
    const memory = new MemoryLedger();
    let answers = true;
    const done = async <T>(call: Promise<T>): Promise<T> => {
      const answer = await call;
      if (!answers) throw new Error('the connection broke off');
      return answer;
    };
    const ledger: Ledger = {
      durable: true,
      hold: (request) => done(memory.hold(request)),
      settle: (request) => done(memory.settle(request)),
      read: (account) => memory.read(account),
      open: (account, bytes) => memory.open(account, bytes),
    };
    const guard = quota({ limit: 100, usage: () => 80, ledger, logger: false });
    const longer = await guard.reserve('a', 90, { replacedBytes: 80 });
    const shorter = await guard.reserve('a', 10, { replacedBytes: 80 });
    answers = false;
    await expect(guard.reserve('a', 5)).rejects.toMatchObject(unavailable);
    await expect(longer.commit(90)).rejects.toMatchObject(unavailable);
    await expect(shorter.commit(10)).rejects.toMatchObject(unavailable);
    await expect(guard.giveBack('a', 5)).rejects.toMatchObject(unavailable);
    await Promise.all([longer.release(), shorter.release()]);
    expect(await guard.usage('a')).toMatchObject({ usedBytes: 80, reservedBytes: 0 });
  });

  test('undoes them when the ledger is back, if it was unavailable for the undoing too', async () => {
    const memory = new MemoryLedger();
    const { ledger: broken, take, bring } = createLedger();
    let lost = false;
    const ledger: Ledger = {
      ...broken,
      hold: (request) => memory.hold(request),
      read: (account) => memory.read(account),
      open: (account, bytes) => memory.open(account, bytes),
      async settle(request) {
        await broken.settle(request);
        await memory.settle(request);
        if (!lost) return;
        take(full);
        throw new Error('the connection broke off');
      },
    };
    const guard = quota({ limit: 100, usage: () => 50, ledger, lease: 300, logger: false });
    const fail = async (request: () => Promise<void>): Promise<void> => {
      lost = true;
      await request();
      lost = false;
      bring();
      await vi.waitFor(
        async () => expect(await guard.usage('a')).toMatchObject({ usedBytes: 50, reservedBytes: 0 }),
        20_000,
      );
    };
    await fail(async () => {
      const upload = await guard.reserve('a', 10);
      await expect(upload.commit(10)).rejects.toMatchObject(unavailable);
      expect(await guard.usage('a')).toMatchObject({ usedBytes: 60 });
      await upload.release();
    });
    await fail(async () => {
      await expect(guard.giveBack('a', 5)).rejects.toMatchObject(unavailable);
      expect(await guard.usage('a')).toMatchObject({ usedBytes: 45 });
    });
    // A file that is gone is counted as such, however often the ledger records it.
    lost = true;
    await guard.giveBack('a', 20, { repeat: true });
    lost = false;
    bring();
    take(full);
    await guard.giveBack('a', 5, { repeat: true });
    bring();
    await vi.waitFor(async () => expect(await guard.usage('a')).toMatchObject({ usedBytes: 25 }), 20_000);
    await guard.giveBack('a', -25);
    const upload = await guard.reserve('a', 10);
    await upload.commit(10);
    take(full);
    await fail(() => upload.undoCommit());
  });

  test('continues after a failed release or renewal', async () => {
    const { ledger, take, bring } = createLedger();
    const guard = quota({ limit: 100, ledger, lease: 30, logger: false });
    const running = await guard.reserve('a', 60);
    const failed = await guard.reserve('a', 40);
    take(full);
    await failed.release();
    await new Promise((resolve) => setTimeout(resolve, 60));
    bring();
    // The lease of the failed upload has ended, and the running upload has been recorded again.
    await vi.waitFor(async () => expect(await guard.usage('a')).toMatchObject({ reservedBytes: 60 }), 20_000);
    await expect(guard.reserve('a', 41)).rejects.toMatchObject(exhausted);
    await running.release();
  });
});
