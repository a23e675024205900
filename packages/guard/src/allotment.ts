import { randomUUID } from 'node:crypto';

import { AllotmentReservation } from './allotment-reservation.ts';
import type { AllotmentSettings } from './allotment-settings.ts';
import { checkId, expect } from './check.ts';
import { publishDecision } from './decisions.ts';
import type { GiveBackOptions, Guard, GuardUsage, Reservation, ReserveOptions } from './guard.ts';
import { checkHealth, type GuardHealth, healthOf } from './guard-health.ts';
import { LedgerUnavailableError } from './ledger-unavailable-error.ts';
import { findAccount, MemoryLedger } from './memory-ledger.ts';
import { changeUsed, type MemoryAccount, MemoryReservation } from './memory-reservation.ts';
import { settleLater } from './settle-later.ts';

/** An account that cannot exist, because names of accounts have no control characters. Reading it shows whether the ledger answers. */
const PROBE = '\u0001';

/** Limits how much each account of a ledger may store. */
export class Allotment implements Guard {
  readonly #settings: AllotmentSettings;
  /** The ledger, if it is in memory. Its reservations take neither a promise nor a timer. */
  readonly #memory: MemoryLedger | undefined;
  /** The calls of the option `usage` that `usage()` waits for. It may have to read a whole folder. */
  readonly #counting = new Map<string, Promise<number>>();

  constructor(settings: AllotmentSettings) {
    this.#settings = settings;
    this.#memory = settings.ledger instanceof MemoryLedger ? settings.ledger : undefined;
  }

  reserve(account: string | undefined, bytes: number, options?: ReserveOptions): Promise<Reservation> {
    const reservation = this.#reserve(account, bytes, options);
    publishDecision(this.#settings.subject, bytes, reservation);
    return reservation;
  }

  async cancel(account: string | undefined, id: string): Promise<void> {
    const { ledger, lease, admitOnError, nameOf } = this.#settings;
    const request = { account: nameOf(account), id: checkId(id), change: 0, lease };
    await ledger.settle(request).catch((error: unknown) => {
      if (!admitOnError || !(error instanceof LedgerUnavailableError)) throw error;
    });
  }

  async giveBack(
    account: string | undefined,
    bytes: number,
    { repeat = false }: GiveBackOptions = {},
  ): Promise<void> {
    const { ledger, lease, admitOnError } = this.#settings;
    const name = this.#settings.nameOf(account);
    expect(Number.isSafeInteger(bytes), 'bytes', 'a whole number of bytes');
    if (this.#memory) {
      const figures = findAccount(this.#memory, name);
      if (figures) changeUsed(figures, -bytes);
      return;
    }
    const request = { account: name, id: randomUUID(), change: -bytes, lease };
    try {
      await ledger.settle(request);
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) throw error;
      if (admitOnError) return;
      if (repeat) return settleLater(ledger, request);
      // The ledger may have recorded it although its answer did not arrive.
      const undo = { ...request, change: 0 };
      ledger.settle(undo).catch(() => settleLater(ledger, undo));
      throw error;
    }
  }

  async usage(account: string | undefined): Promise<GuardUsage> {
    const { ledger } = this.#settings;
    const name = this.#settings.nameOf(account);
    const [limit, figures] = await Promise.all([this.#settings.limit(name), ledger.read(name)]);
    const quotaBytes = checkLimit(limit);
    // Not recorded in the ledger, so that a read leaves nothing behind.
    const { usedBytes, heldBytes } = figures ?? { usedBytes: await this.#count(name), heldBytes: 0 };
    const availableBytes = Math.max(0, quotaBytes - usedBytes - heldBytes);
    return { usedBytes, reservedBytes: heldBytes, availableBytes, quotaBytes };
  }

  async health(): Promise<GuardHealth> {
    if (this.#memory) return healthOf([]);
    const { ledger } = this.#settings;
    return healthOf([await checkHealth('ledger', () => ledger.read(PROBE).then(() => false))]);
  }

  /** Returns how much an account has stored that the ledger does not know. Callers that wait share one call. */
  #count(name: string): Promise<number> {
    let counting = this.#counting.get(name);
    if (!counting) {
      counting = this.#settings.usage(name).finally(() => this.#counting.delete(name));
      this.#counting.set(name, counting);
    }
    return counting;
  }

  #reserve(
    account: string | undefined,
    bytes: number,
    options: ReserveOptions | undefined,
  ): Promise<Reservation> {
    try {
      const name = this.#settings.nameOf(account);
      const limit = this.#settings.limit(name);
      // A reservation with an id must be found again, so it is a hold in any ledger.
      const memory = options?.id === undefined ? this.#memory : undefined;
      const figures = memory && findAccount(memory, name);
      if (figures === undefined || typeof limit !== 'number') {
        return this.#reserveLater(name, limit, bytes, options);
      }
      return Promise.resolve(this.#reserveInMemory(figures, checkLimit(limit), bytes, options));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Reserves where a promise is needed: in another ledger, for a new account, or with a limit that is a promise. */
  async #reserveLater(
    name: string,
    limitOrPromise: number | Promise<number>,
    bytes: number,
    options: ReserveOptions | undefined,
  ): Promise<Reservation> {
    const limit = checkLimit(await limitOrPromise);
    if (this.#memory && options?.id === undefined) {
      const figures = findAccount(this.#memory, name) ?? (await this.#open(this.#memory, name));
      return this.#reserveInMemory(figures, limit, bytes, options);
    }
    const reservation = new AllotmentReservation(this.#settings, name, limit, options);
    await reservation.ensure(bytes, options);
    return reservation;
  }

  async #open(memory: MemoryLedger, name: string): Promise<MemoryAccount> {
    await memory.open(name, await this.#settings.usage(name));
    return findAccount(memory, name) as MemoryAccount;
  }

  #reserveInMemory(
    figures: MemoryAccount,
    limit: number,
    bytes: number,
    options: ReserveOptions | undefined,
  ): Reservation {
    const reservation = new MemoryReservation(figures, limit, this.#settings.refuse);
    reservation.start(bytes, options);
    return reservation;
  }
}

function checkLimit(limit: unknown): number {
  if (typeof limit === 'number' && limit >= 0) return limit;
  throw new TypeError(`options.limit must return a number of bytes, not ${String(limit)}`);
}
