import type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';

/** Times are in milliseconds of performance.now(). */
interface Account {
  usedBytes: number;
  heldBytes: number;
  readonly holds: Map<string, { readonly bytes: number; readonly until: number }>;
  /** No hold ends before. */
  nextLapse: number;
  /** By which change each id was settled, in the order of settling. */
  readonly settled: Map<string, number>;
}

/** How many accounts are kept; beyond that the ones that have been idle for longest are forgotten. */
const MAX_ACCOUNTS = 10_000;

/** How many settlements of an account are remembered: within a process, whoever settles again does so at once. */
const MAX_SETTLED = 100;

/** Keeps the books of one process; the quota asks its `usage` for each account that comes up. */
export class MemoryLedger implements Ledger {
  readonly durable = false;
  /** The one that was used last is the last. */
  readonly #accounts = new Map<string, Account>();

  async hold({ account, id, bytes, quotaBytes, lease }: HoldRequest): Promise<HoldResult | undefined> {
    const books = this.#find(account);
    if (!books) return undefined;
    const before = books.holds.get(id)?.bytes ?? 0;
    const heldBytes = books.heldBytes - before + bytes;
    const held = bytes <= before || bytes === 0 || books.usedBytes + heldBytes <= quotaBytes;
    if (held) {
      const until = performance.now() + lease;
      books.holds.set(id, { bytes, until });
      books.heldBytes = heldBytes;
      books.nextLapse = Math.min(books.nextLapse, until);
    }
    return { held, ...figuresOf(books) };
  }

  async settle({ account, id, change }: SettleRequest): Promise<void> {
    const books = this.#find(account);
    if (!books) return;
    const before = books.settled.get(id) ?? 0;
    books.settled.set(id, change);
    if (books.settled.size > MAX_SETTLED) books.settled.delete(first(books.settled.keys()));
    books.heldBytes -= books.holds.get(id)?.bytes ?? 0;
    books.holds.delete(id);
    books.usedBytes = Math.max(0, books.usedBytes + change - before);
  }

  async read(account: string): Promise<AccountFigures | undefined> {
    const books = this.#find(account);
    return books && figuresOf(books);
  }

  async open(account: string, usedBytes: number): Promise<void> {
    if (this.#find(account)) return;
    this.#forgetIdle();
    const books = { usedBytes, heldBytes: 0, holds: new Map(), nextLapse: Infinity, settled: new Map() };
    this.#accounts.set(account, books);
  }

  #find(name: string): Account | undefined {
    const account = this.#accounts.get(name);
    if (!account) return undefined;
    this.#accounts.delete(name);
    this.#accounts.set(name, account);
    dropLapsed(account, performance.now());
    return account;
  }

  #forgetIdle(): void {
    for (const [name, { holds }] of this.#accounts) {
      if (this.#accounts.size < MAX_ACCOUNTS) return;
      if (holds.size === 0) this.#accounts.delete(name);
    }
  }
}

function dropLapsed(account: Account, now: number): void {
  if (account.nextLapse > now) return;
  account.nextLapse = Infinity;
  for (const [id, { bytes, until }] of account.holds) {
    if (until > now) {
      account.nextLapse = Math.min(account.nextLapse, until);
    } else {
      account.holds.delete(id);
      account.heldBytes -= bytes;
    }
  }
}

function figuresOf({ usedBytes, heldBytes }: Account): AccountFigures {
  return { usedBytes, heldBytes };
}

function first<T>(values: Iterator<T>): T {
  return values.next().value as T;
}
