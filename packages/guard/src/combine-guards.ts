import type { Guard, GuardUsage, ReplaceOptions, Reservation } from './guard.ts';

/**
 * Returns a guard that lets an upload in when each of the given ones does. They are asked in their order and committed in the
 * opposite one, so that the one that is slow, or may fail, best comes last.
 */
export function combineGuards(...guards: readonly Guard[]): Guard {
  return {
    async reserve(account, bytes, options) {
      const reservations: Reservation[] = [];
      try {
        for (const guard of guards) reservations.push(await guard.reserve(account, bytes, options));
      } catch (error) {
        await releaseAll(reservations);
        throw error;
      }
      return new CombinedReservation(reservations, bytes);
    },
    async giveBack(account, bytes) {
      for (const guard of guards.toReversed()) await guard.giveBack(account, bytes);
    },
    async usage(account) {
      return combineUsages(await Promise.all(guards.map((guard) => guard.usage(account))));
    },
  };
}

class CombinedReservation implements Reservation {
  readonly #reservations: readonly Reservation[];
  #ended = false;

  constructor(
    reservations: readonly Reservation[],
    public bytes: number,
    public writtenBytes = 0,
  ) {
    this.#reservations = reservations;
  }

  async ensure(bytes: number, options?: ReplaceOptions): Promise<void> {
    // Where the last one refuses, the others have promised more than is needed: until the upload ends, which it soon will.
    for (const reservation of this.#reservations) await reservation.ensure(bytes, options);
    this.bytes = Math.max(bytes, this.bytes);
  }

  wrote(bytes: number): void {
    for (const reservation of this.#reservations) reservation.wrote(bytes);
    this.writtenBytes = bytes;
  }

  async commit(bytes: number, options?: ReplaceOptions): Promise<void> {
    if (this.#ended) return;
    // First that there is room in each, because what is committed cannot be undone.
    await this.ensure(bytes, options);
    for (const reservation of this.#reservations.toReversed()) await reservation.commit(bytes, options);
    this.#ended = true;
  }

  async release(): Promise<void> {
    this.#ended = true;
    await releaseAll(this.#reservations);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

async function releaseAll(reservations: readonly Reservation[]): Promise<void> {
  await Promise.all(reservations.map((reservation) => reservation.release()));
}

/** The account's own figures, where a guard has some, and of what is available the least. */
function combineUsages(usages: readonly GuardUsage[]): GuardUsage {
  const figures = usages.find(({ quotaBytes }) => quotaBytes !== undefined) ?? usages[0];
  if (!figures) throw new TypeError('There is no guard');
  return { ...figures, availableBytes: Math.min(...usages.map(({ availableBytes }) => availableBytes)) };
}
