/** The length of a window, in milliseconds. */
const WINDOW = 10_000;

/** How many keys are told apart. All others share one key, so that neither memory nor the log grows with them. */
const MAX_KEYS = 256;
const ALL_OTHERS = '*';

/** Logs how many records were suppressed. */
export type Summarize = (suppressed: number) => void;

interface Window {
  /** In milliseconds of performance.now(). */
  readonly end: number;
  suppressed: number;
  readonly summarize: Summarize;
}

/**
 * Admits one record per key in each window of 10 s and counts the others. Full storage makes every request fail, and often the
 * log is on that storage. The limiter has no timer: the caller may close windows on time, otherwise the first record after
 * their end closes them.
 */
export class StormLimiter {
  readonly #windows = new Map<string, Window>();

  /**
   * Returns whether to log a record now. If not, it is counted as suppressed.
   *
   * @param summarize - called when the window closes, if records were suppressed since this one was admitted
   */
  admit(key: string, summarize: Summarize): boolean {
    const now = performance.now();
    const window = this.#findOpen(key, now);
    if (window) {
      window.suppressed += 1;
      return false;
    }
    this.#windows.set(this.#isFull() ? ALL_OTHERS : key, { end: now + WINDOW, suppressed: 0, summarize });
    return true;
  }

  /** Closes the windows that end at or before a time, in milliseconds of performance.now(). */
  closeUntil(time: number): void {
    for (const [key, { end, suppressed, summarize }] of this.#windows) {
      if (end > time) continue;
      this.#windows.delete(key);
      if (suppressed > 0) summarize(suppressed);
    }
  }

  /** The end of the first window in which records were suppressed, in milliseconds of performance.now(). */
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
