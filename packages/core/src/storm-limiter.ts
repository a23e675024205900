/** How long one full record stands for the failures that follow it, in milliseconds. */
const WINDOW = 10_000;

/** How many keys are told apart; those beyond are taken as one, so that neither memory nor the log grows with them. */
const MAX_KEYS = 256;
const ALL_OTHERS = '*';

/** Logs how many records were suppressed. */
export type Summarize = (suppressed: number) => void;

interface Window {
  /** In milliseconds of performance.now(). */
  readonly end: number;
  suppressed: number;
  summarize: Summarize;
}

/**
 * Lets one record per key through in each window of 10 s and counts the others: full storage makes every request fail, and often
 * the log lives on that storage. It has no timer: who has one can close windows when they are over, else the first record after
 * them does.
 */
export class StormLimiter {
  readonly #windows = new Map<string, Window>();

  /**
   * Tells whether a record is due now; if not, it counts as suppressed.
   *
   * @param summarize - called with the number of those suppressed, once the window is closed
   */
  admit(key: string, summarize: Summarize): boolean {
    const now = performance.now();
    const window = this.#findOpen(key, now);
    if (window) {
      window.suppressed += 1;
      window.summarize = summarize;
      return false;
    }
    this.#windows.set(this.#isFull() ? ALL_OTHERS : key, { end: now + WINDOW, suppressed: 0, summarize });
    return true;
  }

  /** Closes the windows that end until a time, in milliseconds of performance.now(). */
  closeUntil(time: number): void {
    for (const [key, { end, suppressed, summarize }] of this.#windows) {
      if (end > time) continue;
      this.#windows.delete(key);
      if (suppressed > 0) summarize(suppressed);
    }
  }

  /** When the first of the windows ends in which something was suppressed, in milliseconds of performance.now(). */
  get nextEnd(): number | undefined {
    for (const { end, suppressed } of this.#windows.values()) {
      if (suppressed > 0) return end;
    }
    return undefined;
  }

  #findOpen(key: string, now: number): Window | undefined {
    const window = this.#windows.get(key);
    if (window && now < window.end) return window;
    this.closeUntil(now);
    return this.#isFull() ? this.#windows.get(ALL_OTHERS) : undefined;
  }

  #isFull(): boolean {
    return this.#windows.size >= MAX_KEYS;
  }
}
