import { StorageExhaustedError } from '@http507/core';

import { Allotment } from './allotment.ts';
import { expect, isLength, refuseUnknown } from './check.ts';
import type { Guard } from './guard.ts';
import type { AccountFigures, Ledger } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { TimedLedger } from './timed-ledger.ts';

/** What a timer can wait, in milliseconds. */
const MAX_LEASE = 2 ** 31 - 1;

/** What quota can be told. */
export interface QuotaOptions {
  /** How much an account may have, in bytes; `Infinity` is no limit. */
  readonly limit: number | ((account: string) => number | Promise<number>);
  /** Where the books are kept; by default in this process, which then needs `usage`. */
  readonly ledger?: Ledger | undefined;
  /** Returns how much an account has stored, in bytes; asked for each account that the ledger does not know. 0 by default. */
  readonly usage?: ((account: string) => number | Promise<number>) | undefined;
  /** For how long the bytes of an upload stay reserved once its process is gone, in milliseconds; 60,000 by default. */
  readonly lease?: number | undefined;
  /**
   * What becomes of an upload while the ledger cannot be asked: `refuse`, the default, rejects with LedgerUnavailableError
   * (503); `admit` lets it in, and it may never be counted.
   */
  readonly onLedgerError?: 'refuse' | 'admit' | undefined;
  /** `false` logs nothing of a ledger that fails; the diagnostics channel `http507:ledger-error` still tells. */
  readonly logger?: boolean | undefined;
}

/**
 * Returns a guard that holds each account to its quota: what is stored, and what is promised to uploads under way, together.
 *
 * @throws TypeError that names the option which is unknown or invalid
 */
export function quota(options: QuotaOptions): Guard {
  return new Allotment({ ...checkQuotaOptions(options), nameOf: checkAccount, refuse });
}

/** Returns the options checked and completed. */
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
  expect(typeof usage === 'function', 'options.usage', 'a function, for a ledger that does not last');
  expect(lease > 0 && lease <= MAX_LEASE, 'options.lease', `a number of milliseconds up to ${MAX_LEASE}`);
  expect(
    onLedgerError === 'refuse' || onLedgerError === 'admit',
    'options.onLedgerError',
    "'refuse' or 'admit'",
  );
  expect(typeof logger === 'boolean', 'options.logger', 'a boolean');
  return {
    limit: typeof limit === 'function' ? limit : () => limit,
    // One of this process neither fails nor hangs.
    ledger: ledger.durable ? new TimedLedger(ledger, logger) : ledger,
    usage: async (account: string) => {
      const usedBytes = await usage(account);
      expect(isLength(usedBytes), 'what options.usage returns', 'a whole number of bytes');
      return usedBytes;
    },
    lease,
    admitUnasked: onLedgerError === 'admit',
  };
}

function refuse(
  bytes: number,
  { usedBytes, heldBytes }: AccountFigures,
  limit: number,
): StorageExhaustedError {
  return new StorageExhaustedError(
    `${bytes} bytes more do not fit: ${usedBytes} are stored and ${heldBytes} reserved of ${limit}`,
    {
      reason: 'quota',
      kind: 'quota',
      // With what other uploads have been promised: without it, the client would not see why it is refused.
      usage: { usedBytes: usedBytes + heldBytes, quotaBytes: limit },
    },
  );
}

/** In UTF-16 units; ledgers have account names in keys and in indexes. */
const MAX_NAME_LENGTH = 255;

function checkAccount(account: unknown): string {
  if (typeof account === 'string' && isName(account)) return account;
  throw new TypeError(
    `options.account of the guarded route must give a string of 1 to ${MAX_NAME_LENGTH} characters, none of them a control character`,
  );
}

function isName(name: string): boolean {
  return name !== '' && name.length <= MAX_NAME_LENGTH && !/[\p{Cc}\p{Cs}]/u.test(name);
}
