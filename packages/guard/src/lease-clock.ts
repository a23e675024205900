/** A hold that must be renewed while its upload is in progress. */
export interface Renewable {
  /** Renews the hold. Must not throw. */
  renew(): void;
}

/** A hold is renewed this many times per lease, so that one renewal may fail. */
const RENEWALS = 3;

/** Renewals are spread over this many ticks, so that they do not reach the ledger all at once. */
const TICKS = 10;

/** Renews all holds with the same lease by one timer, which does not keep the process alive. */
class LeaseClock {
  readonly #interval: number;
  readonly #slots = Array.from({ length: TICKS }, () => new Set<Renewable>());
  #tick = 0;
  #size = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param lease - in milliseconds */
  constructor(lease: number) {
    this.#interval = lease / RENEWALS / TICKS;
  }

  /** Adds a hold. Returns the function that removes it. */
  add(hold: Renewable): () => void {
    // The slot of the last tick comes again after a full turn.
    const slot = this.#slots[this.#tick] as Set<Renewable>;
    slot.add(hold);
    this.#size += 1;
    this.#timer ??= setInterval(() => this.#renewNext(), this.#interval).unref();
    return () => {
      if (!slot.delete(hold)) return;
      this.#size -= 1;
      if (this.#size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  #renewNext(): void {
    this.#tick = (this.#tick + 1) % TICKS;
    for (const hold of this.#slots[this.#tick] as Set<Renewable>) hold.renew();
  }
}

const clocks = new Map<number, LeaseClock>();

/**
 * Renews a hold three times per lease. Returns the function that stops it.
 *
 * @param lease - in milliseconds. Each distinct value has one timer for the whole process
 */
export function keepRenewing(hold: Renewable, lease: number): () => void {
  let clock = clocks.get(lease);
  if (!clock) {
    clock = new LeaseClock(lease);
    clocks.set(lease, clock);
  }
  return clock.add(hold);
}
