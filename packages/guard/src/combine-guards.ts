import { expect } from './check.ts';
import type { Guard, GuardUsage, ReplaceOptions, Reservation } from './guard.ts';

/**
 * Returns a guard that lets an upload in when each of the given ones does. They are asked in their order and committed in the
 * opposite one, so that the one that is slow, or may fail, best comes last.
 *
 * @throws TypeError when one is no guard, or there is none
 */
export function combineGuards(...guards: readonly Guard[]): Guard {
  expect(
    guards.length > 0 && guards.every((guard) => typeof guard?.reserve === 'function'),
    'Each argument',
    'a guard, and there must be one',
  );
  return {
    async reserve(account, bytes, options) {
      const parts: Part[] = [];
      try {
        for (const guard of guards) {
          const reservation = await guard.reserve(account, bytes, options);
          parts.push({ reservation, giveBack: (given) => guard.giveBack(account, given) });
        }
      } catch (error) {
        await releaseAll(parts);
        throw error;
      }
      return new CombinedReservation(parts, bytes, options?.replacedBytes);
    },
    async giveBack(account, bytes) {
      for (const guard of guards.toReversed()) await guard.giveBack(account, bytes);
    },
    async usage(account) {
      return combineUsages(await Promise.all(guards.map((guard) => guard.usage(account))));
    },
  };
}

/** What one of the guards has promised. */
interface Part {
  readonly reservation: Reservation;
  readonly giveBack: (bytes: number) => Promise<void>;
}

class CombinedReservation implements Reservation {
  bytes: number;
  writtenBytes = 0;
  readonly #parts: readonly Part[];
  #replacedBytes: number;
  #ended = false;

  constructor(parts: readonly Part[], bytes: number, replacedBytes = 0) {
    this.#parts = parts;
    this.bytes = bytes;
    this.#replacedBytes = replacedBytes;
  }

  async ensure(bytes: number, options: ReplaceOptions = {}): Promise<void> {
    // Where the last one refuses, the others have promised more than is needed: until the upload ends, which it soon will.
    for (const { reservation } of this.#parts) await reservation.ensure(bytes, options);
    this.bytes = Math.max(bytes, this.bytes);
    this.#replacedBytes = options.replacedBytes ?? this.#replacedBytes;
  }

  wrote(bytes: number): void {
    for (const { reservation } of this.#parts) reservation.wrote(bytes);
    this.writtenBytes = bytes;
  }

  async commit(bytes: number, options: ReplaceOptions = {}): Promise<void> {
    if (this.#ended) return;
    const { replacedBytes = this.#replacedBytes } = options;
    // First that there is room in each: then only a ledger that fails can be in the way.
    if (bytes > this.bytes || replacedBytes !== this.#replacedBytes) await this.ensure(bytes, options);
    this.#ended = true;
    const committed: Part[] = [];
    try {
      for (const part of this.#parts.toReversed()) {
        await part.reservation.commit(bytes, options);
        committed.push(part);
      }
    } catch (error) {
      const change = bytes - replacedBytes;
      await Promise.allSettled(committed.map(({ giveBack }) => giveBack(change)));
      await releaseAll(this.#parts);
      throw error;
    }
  }

  async release(): Promise<void> {
    this.#ended = true;
    await releaseAll(this.#parts);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

async function releaseAll(parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map(({ reservation }) => reservation.release()));
}

/** The account's own figures, where a guard has some, and of what is available the least. */
function combineUsages(usages: readonly GuardUsage[]): GuardUsage {
  const figures = usages.reduce((one, other) =>
    one.quotaBytes === undefined && other.quotaBytes !== undefined ? other : one,
  );
  return { ...figures, availableBytes: Math.min(...usages.map(({ availableBytes }) => availableBytes)) };
}
