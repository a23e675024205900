import { StorageExhaustedError } from '@http507/core';

import { Allotment } from './allotment.ts';
import { expect, isLength, refuseUnknown } from './check.ts';
import type { Guard } from './guard.ts';
import type { AccountFigures, Ledger } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { TimedLedger } from './timed-ledger.ts';

/** The longest delay of a timer, in milliseconds. */
const MAX_LEASE = 2 ** 31 - 1;

/** Options of quota. */
export interface QuotaOptions {
  /** How much an account may store, in bytes. `Infinity` means no limit. */
  readonly limit: number | ((account: string) => number | Promise<number>);
  /** Where usage is recorded. In this process by default, which requires `usage`. */
  readonly ledger?: Ledger | undefined;
  /** Returns how much an account has stored, in bytes. Called for each account that the ledger does not know. With a durable ledger, 0 by default. */
  readonly usage?: ((account: string) => number | Promise<number>) | undefined;
  /** How long the bytes of an upload stay reserved after its process dies, in milliseconds. 60,000 by default. */
  readonly lease?: number | undefined;
  /**
   * How to treat uploads while the ledger is unavailable. `refuse`, the default, rejects them with LedgerUnavailableError (503). `admit` admits
   * them, and they may never be counted.
   */
  readonly onLedgerError?: 'refuse' | 'admit' | undefined;
  /** `false` disables logging of ledger failures. The diagnostics channel `http507:ledger-error` still reports them. */
  readonly logger?: boolean | undefined;
}

/**
 * Returns a guard that limits what each account stores. Stored files and reservations of uploads in progress count together.
 *
 * @throws TypeError that names the unknown or invalid option
 */
export function quota(options: QuotaOptions): Guard {
  return new Allotment({
    ...checkQuotaOptions(options),
    subject: { guard: 'quota', name: undefined },
    nameOf: checkAccount,
    refuse,
  });
}

/** Returns the options, checked and with defaults. */
export function checkQuotaOptions(options: QuotaOptions) {
  expect(typeof options === 'object' && options !== null, 'options', 'an object');
  refuseUnknown(options, ['limit', 'ledger', 'usage', 'lease', 'onLedgerError', 'logger']);
  const { limit, ledger = new MemoryLedger(), lease = 60_000 } = options;
  const { usage = ledger.durable ? () => 0 : undefined, onLedgerError = 'refuse', logger = true } = options;
  expect(
    typeof limit === 'function' || (typeof limit === 'number' && limit >= 0),
    'options.limit',
    'a number of bytes or a function',
  );
  for (const name of ['hold', 'settle', 'read', 'open'] as const) {
    expect(typeof ledger?.[name] === 'function', 'options.ledger', 'a ledger');
  }
  expect(typeof usage === 'function', 'options.usage', 'a function, because this ledger is not durable');
  expect(lease > 0 && lease <= MAX_LEASE, 'options.lease', `a number of milliseconds up to ${MAX_LEASE}`);
  expect(
    onLedgerError === 'refuse' || onLedgerError === 'admit',
    'options.onLedgerError',
    "'refuse' or 'admit'",
  );
  expect(typeof logger === 'boolean', 'options.logger', 'a boolean');
  return {
    limit: typeof limit === 'function' ? limit : () => limit,
    // A ledger in memory neither fails nor hangs.
    ledger: ledger.durable ? new TimedLedger(ledger, logger) : ledger,
    usage: async (account: string) => {
      const usedBytes = await usage(account);
      expect(isLength(usedBytes), 'the result of options.usage', 'a whole number of bytes');
      return usedBytes;
    },
    lease,
    admitOnError: onLedgerError === 'admit',
  };
}

function refuse(
  bytes: number,
  { usedBytes, heldBytes }: AccountFigures,
  limit: number,
): StorageExhaustedError {
  return new StorageExhaustedError(
    `${bytes} more bytes do not fit: ${usedBytes} are stored and ${heldBytes} reserved of ${limit}`,
    {
      reason: 'quota',
      kind: 'quota',
      // Including reserved bytes. Otherwise the client would not see why it is refused.
      usage: { usedBytes: usedBytes + heldBytes, quotaBytes: limit },
    },
  );
}

/** In UTF-16 code units. Ledgers use account names in keys and indexes. */
const MAX_NAME_LENGTH = 255;

function checkAccount(account: unknown): string {
  if (typeof account === 'string' && isName(account)) return account;
  throw new TypeError(
    `options.account of the guarded route must return a string of 1 to ${MAX_NAME_LENGTH} characters without control characters`,
  );
}

/** Most names. Unlike a class of Unicode properties, this is checked in a few nanoseconds. */
const PLAIN = /^[ -~]+$/;

function isName(name: string): boolean {
  return name !== '' && name.length <= MAX_NAME_LENGTH && (PLAIN.test(name) || !/[\p{Cc}\p{Cs}]/u.test(name));
}
