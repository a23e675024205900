import { expect } from './check.ts';
import type { Guard, GuardUsage, ReplaceOptions, Reservation, ReserveOptions } from './guard.ts';
import { healthOf } from './guard-health.ts';

/**
 * Returns a guard that admits an upload if every given guard admits it. They reserve in order and commit in reverse order. Put a guard that is
 * slow or may fail last.
 *
 * @throws TypeError if an argument is not a guard, or if there is none
 */
export function combineGuards(...guards: readonly Guard[]): Guard {
  expect(
    guards.length > 0 && guards.every((guard) => typeof guard?.reserve === 'function'),
    'Every argument',
    'a guard, and there must be at least one',
  );
  return {
    async reserve(account, bytes, options) {
      const parts: Reservation[] = [];
      try {
        for (const guard of guards) parts.push(await guard.reserve(account, bytes, options));
      } catch (error) {
        await releaseAll(parts);
        throw error;
      }
      return new CombinedReservation(parts, bytes, options);
    },
    async cancel(account, id) {
      for (const guard of guards.toReversed()) await guard.cancel(account, id);
    },
    async giveBack(account, bytes, options) {
      for (const guard of guards.toReversed()) await guard.giveBack(account, bytes, options);
    },
    async usage(account) {
      return combineUsages(await Promise.all(guards.map((guard) => guard.usage(account))));
    },
    async health() {
      const healths = await Promise.all(guards.map((guard) => guard.health()));
      return healthOf(healths.flatMap(({ checks }) => checks));
    },
  };
}

class CombinedReservation implements Reservation {
  bytes: number;
  writtenBytes: number;
  readonly #parts: readonly Reservation[];
  #replacedBytes: number;
  #ended = false;

  constructor(
    parts: readonly Reservation[],
    bytes: number,
    { replacedBytes = 0, writtenBytes = 0 }: ReserveOptions = {},
  ) {
    this.#parts = parts;
    this.bytes = bytes;
    this.writtenBytes = writtenBytes;
    this.#replacedBytes = replacedBytes;
  }

  async ensure(bytes: number, options: ReplaceOptions = {}): Promise<void> {
    // If the last guard refuses, the others hold more than needed until the upload ends, which it soon does.
    for (const reservation of this.#parts) await reservation.ensure(bytes, options);
    this.bytes = Math.max(bytes, this.bytes);
    this.#replacedBytes = options.replacedBytes ?? this.#replacedBytes;
  }

  wrote(bytes: number): void {
    for (const reservation of this.#parts) reservation.wrote(bytes);
    this.writtenBytes = bytes;
  }

  async commit(bytes: number, options: ReplaceOptions = {}): Promise<void> {
    if (this.#ended) return;
    const { replacedBytes = this.#replacedBytes } = options;
    // Check first that every guard has room. After that, only a failing ledger can prevent the commit.
    if (bytes > this.bytes || replacedBytes !== this.#replacedBytes) await this.ensure(bytes, options);
    this.#ended = true;
    try {
      for (const reservation of this.#parts.toReversed()) await reservation.commit(bytes, options);
    } catch (error) {
      await this.undoCommit();
      await releaseAll(this.#parts);
      throw error;
    }
  }

  async undoCommit(): Promise<void> {
    await Promise.all(this.#parts.map((reservation) => reservation.undoCommit()));
  }

  async release(): Promise<void> {
    this.#ended = true;
    await releaseAll(this.#parts);
  }

  async suspend(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#parts.map((reservation) => reservation.suspend()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

async function releaseAll(parts: readonly Reservation[]): Promise<void> {
  await Promise.all(parts.map((reservation) => reservation.release()));
}

/** Returns the account's figures, if a guard has any, with the smallest available room. */
function combineUsages(usages: readonly GuardUsage[]): GuardUsage {
  const figures = usages.reduce((one, other) =>
    one.quotaBytes === undefined && other.quotaBytes !== undefined ? other : one,
  );
  return { ...figures, availableBytes: Math.min(...usages.map(({ availableBytes }) => availableBytes)) };
}
