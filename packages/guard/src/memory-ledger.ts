import type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';
import { changeUsed, type MemoryAccount } from './memory-reservation.ts';

/** Times are in milliseconds of performance.now(). */
interface Account extends MemoryAccount {
  readonly holds: Map<string, { readonly bytes: number; readonly until: number }>;
  /** No hold expires earlier. */
  nextLapse: number;
  /** The change of each settled id, in the order of settling. */
  readonly settled: Map<string, number>;
}

/** How many accounts are kept. Beyond that, the accounts that have been idle longest are forgotten. */
const MAX_ACCOUNTS = 10_000;

/** How many settlements of an account are remembered. Within a process, a repeated settlement follows at once. */
const MAX_SETTLED = 100;

/** Returns the figures of an account for direct changes, or undefined if the ledger does not know it. */
export let findAccount: (ledger: MemoryLedger, account: string) => MemoryAccount | undefined;

/** A ledger in the memory of one process. A quota with this ledger calls `usage` for each account that the ledger does not know. */
export class MemoryLedger implements Ledger {
  readonly durable = false;
  /** The most recently used account comes last. */
  readonly #accounts = new Map<string, Account>();
  #last: string | undefined;

  static {
    findAccount = (ledger, account) => ledger.#find(account);
  }

  async hold({ account, id, bytes, quotaBytes, lease }: HoldRequest): Promise<HoldResult | undefined> {
    const record = this.#find(account);
    if (!record) return undefined;
    const before = record.holds.get(id)?.bytes ?? 0;
    const heldBytes = record.heldBytes - before + bytes;
    const held = bytes <= before || bytes === 0 || record.usedBytes + heldBytes <= quotaBytes;
    if (held) {
      const until = performance.now() + lease;
      record.holds.set(id, { bytes, until });
      record.heldBytes = heldBytes;
      record.nextLapse = Math.min(record.nextLapse, until);
    }
    return { held, ...figuresOf(record) };
  }

  async settle({ account, id, change }: SettleRequest): Promise<void> {
    const record = this.#find(account);
    if (!record) return;
    const before = record.settled.get(id) ?? 0;
    // Its undoing has overtaken it.
    if (change !== 0 && record.settled.get(id) === 0 && !record.holds.has(id)) return;
    record.settled.set(id, change);
    if (record.settled.size > MAX_SETTLED) record.settled.delete(first(record.settled.keys()));
    record.heldBytes -= record.holds.get(id)?.bytes ?? 0;
    record.holds.delete(id);
    changeUsed(record, change - before);
  }

  async read(account: string): Promise<AccountFigures | undefined> {
    const record = this.#find(account);
    return record && figuresOf(record);
  }

  async open(account: string, usedBytes: number): Promise<void> {
    if (this.#find(account)) return;
    this.#forgetIdle();
    this.#accounts.set(account, {
      usedBytes,
      heldBytes: 0,
      reservations: 0,
      holds: new Map(),
      nextLapse: Infinity,
      settled: new Map(),
    });
    this.#last = account;
  }

  #find(name: string): Account | undefined {
    const account = this.#accounts.get(name);
    if (!account) return undefined;
    if (name !== this.#last) {
      this.#accounts.delete(name);
      this.#accounts.set(name, account);
      this.#last = name;
    }
    if (account.nextLapse !== Infinity) dropLapsed(account, performance.now());
    return account;
  }

  #forgetIdle(): void {
    for (const [name, { holds, reservations }] of this.#accounts) {
      if (this.#accounts.size < MAX_ACCOUNTS) return;
      if (holds.size === 0 && reservations === 0) this.#accounts.delete(name);
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
