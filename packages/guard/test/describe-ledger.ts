import { randomUUID } from 'node:crypto';

import { beforeEach, describe, expect, test, vi } from 'vitest';

import type { HoldResult, Ledger } from '../src/ledger.ts';

const LEASE = 60_000;

/** Declares the tests that every ledger must pass. */
export function describeLedger(name: string, getLedger: () => Ledger): void {
  describe(`the ledger ${name}`, () => {
    let ledger: Ledger;
    let account: string;

    beforeEach(() => {
      ledger = getLedger();
      account = `account-${randomUUID()}`;
    });

    const hold = (
      id: string,
      bytes: number,
      quotaBytes = 100,
      lease = LEASE,
    ): Promise<HoldResult | undefined> => ledger.hold({ account, id, bytes, quotaBytes, lease });
    const settle = (id: string, change: number): Promise<void> =>
      ledger.settle({ account, id, change, lease: LEASE });

    test('does not know an account that was not opened', async () => {
      expect(await ledger.read(account)).toBeUndefined();
      expect(await hold('a', 1)).toBeUndefined();
      await settle('a', 1);
      expect(await ledger.read(account)).toBeUndefined();
    });

    test('opens an account once', async () => {
      await Promise.all([ledger.open(account, 7), ledger.open(account, 7)]);
      await ledger.open(account, 8);
      expect(await ledger.read(account)).toEqual({ usedBytes: 7, heldBytes: 0 });
    });

    test('holds up to the quota and not a byte more', async () => {
      await ledger.open(account, 30);
      expect(await hold('a', 50)).toEqual({ held: true, usedBytes: 30, heldBytes: 50 });
      expect(await hold('b', 21)).toEqual({ held: false, usedBytes: 30, heldBytes: 50 });
      expect(await hold('b', 20)).toEqual({ held: true, usedBytes: 30, heldBytes: 70 });
      expect(await ledger.read(account)).toEqual({ usedBytes: 30, heldBytes: 70 });
    });

    test('replaces the hold of the same upload', async () => {
      await ledger.open(account, 0);
      await hold('a', 10);
      await hold('b', 10);
      expect(await hold('a', 90)).toEqual({ held: true, usedBytes: 0, heldBytes: 100 });
      expect(await hold('a', 91)).toEqual({ held: false, usedBytes: 0, heldBytes: 100 });
      expect(await hold('a', 5)).toEqual({ held: true, usedBytes: 0, heldBytes: 15 });
    });

    test('lets an account above its quota hold if it needs no more room', async () => {
      await ledger.open(account, 200);
      expect(await hold('a', 0)).toMatchObject({ held: true });
      expect(await hold('a', 1)).toMatchObject({ held: false });
      expect(await hold('a', 5, Infinity)).toEqual({ held: true, usedBytes: 200, heldBytes: 5 });
      expect(await hold('a', 4)).toEqual({ held: true, usedBytes: 200, heldBytes: 4 });
    });

    test('settles a hold by a positive or negative change, but never below 0', async () => {
      await ledger.open(account, 10);
      await hold('a', 50);
      await settle('a', 40);
      expect(await ledger.read(account)).toEqual({ usedBytes: 50, heldBytes: 0 });
      await hold('b', 5);
      await settle('b', 0);
      expect(await ledger.read(account)).toEqual({ usedBytes: 50, heldBytes: 0 });
      await settle('c', -20);
      expect(await ledger.read(account)).toEqual({ usedBytes: 30, heldBytes: 0 });
      await settle('d', -31);
      expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 0 });
    });

    test('counts the last of several settlements with one id', async () => {
      await ledger.open(account, 0);
      await hold('a', 50);
      await Promise.all([settle('a', 40), settle('a', 40)]);
      await settle('a', 40);
      await settle('gone', -10);
      await settle('gone', -10);
      expect(await ledger.read(account)).toEqual({ usedBytes: 30, heldBytes: 0 });
      // The first settlement seemed to fail, so the upload is released.
      await hold('b', 20);
      await settle('b', 20);
      await settle('b', 0);
      expect(await ledger.read(account)).toEqual({ usedBytes: 30, heldBytes: 0 });
    });

    test('ignores a settlement that arrives after its undoing, but not one of an upload that has continued', async () => {
      await ledger.open(account, 50);
      await hold('a', 20);
      await settle('a', 0);
      await settle('a', 20);
      await settle('gone', 0);
      await settle('gone', -10);
      expect(await ledger.read(account)).toEqual({ usedBytes: 50, heldBytes: 0 });
      await hold('a', 20);
      await settle('a', 20);
      expect(await ledger.read(account)).toEqual({ usedBytes: 70, heldBytes: 0 });
    });

    test('frees a hold when its lease ends, and can still settle it', async () => {
      await ledger.open(account, 0);
      await hold('dead', 100, 100, 500);
      expect(await hold('b', 1)).toMatchObject({ held: false });
      await vi.waitFor(
        async () => expect(await hold('b', 100)).toMatchObject({ held: true, heldBytes: 100 }),
        20_000,
      );
      await settle('dead', 100);
      expect(await ledger.read(account)).toEqual({ usedBytes: 100, heldBytes: 100 });
    });

    test('restarts the lease with each hold', async () => {
      await ledger.open(account, 0);
      await hold('a', 60, 100, 50);
      await hold('a', 60, Infinity);
      await hold('other', 40, 100, 50);
      await vi.waitFor(
        async () => expect(await ledger.read(account)).toMatchObject({ heldBytes: 60 }),
        20_000,
      );
    });

    test('admits exactly as many concurrent uploads as fit', async () => {
      await ledger.open(account, 0);
      const ids = Array.from({ length: 200 }, () => randomUUID());
      const results = await Promise.all(ids.map((id) => hold(id, 7)));
      expect(results.filter((result) => result?.held)).toHaveLength(14);
      expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 98 });
      await Promise.all(ids.map((id, index) => settle(id, results[index]?.held ? 7 : 0)));
      expect(await ledger.read(account)).toEqual({ usedBytes: 98, heldBytes: 0 });
    });

    test('separates accounts, whatever their names are', async () => {
      const names = [
        '{a}',
        '{a',
        'a}{b}',
        'a b',
        "a'--",
        'é',
        'e\u0301',
        '日本',
        '%',
        'A',
        'a',
        '\u0001',
        '*',
      ];
      await Promise.all(names.map((each, index) => ledger.open(`${account}${each}`, index)));
      const figures = await Promise.all(names.map((each) => ledger.read(`${account}${each}`)));
      expect(figures).toEqual(names.map((_, usedBytes) => ({ usedBytes, heldBytes: 0 })));
    });

    test('counts beyond 32 bits', async () => {
      const large = 2 ** 50;
      await ledger.open(account, large);
      expect(await hold('a', large + 1, 2 ** 52)).toEqual({
        held: true,
        usedBytes: large,
        heldBytes: large + 1,
      });
      await settle('a', large + 1);
      expect(await ledger.read(account)).toEqual({ usedBytes: 2 ** 51 + 1, heldBytes: 0 });
    });
  });
}
