import type { Clock } from '../src/clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A clock that stands still until it is told to go on. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #now = 0;
  readonly random: () => number;

  constructor(random: () => number = () => 0) {
    this.random = random;
  }

  /** How many timers have neither ended nor been stopped. */
  get timers(): number {
    return this.#timers.size;
  }

  readonly now = (): number => this.#now;

  readonly start = (run: () => void, milliseconds: number): Timer => {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return timer;
  };

  readonly stop = (timer: unknown): void => {
    this.#timers.delete(timer as Timer);
  };

  /** Lets time pass, and everything happen that waits for it. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.run();
      await settled();
    }
    this.#now = end;
  }
}

/** Resolves when no promise that is settled has a reaction left. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
