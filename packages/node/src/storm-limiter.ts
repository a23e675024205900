/** How long one full record stands for the failures that follow it, in milliseconds. */
const WINDOW = 10_000;

/** How many keys are told apart; those beyond are taken as one, so that neither memory nor the log grows with them. */
const MAX_KEYS = 256;
const ALL_OTHERS = '*';

/** Logs how many records were suppressed. */
type Summarize = (suppressed: number) => void;

interface Window {
  readonly end: number;
  suppressed: number;
  summarize: Summarize;
}

/**
 * Lets one record per key through in each window of 10 s and counts the others: a full disk makes every request fail,
 * and often the log lives on that disk.
 */
export class StormLimiter {
  readonly #windows = new Map<string, Window>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * Tells whether a record is due now; if not, it counts as suppressed.
   *
   * @param summarize - called with the number of those suppressed, when the window is over or the process exits
   */
  admit(key: string, summarize: Summarize): boolean {
    const now = performance.now();
    const window = this.#findOpen(key, now);
    if (window) {
      window.suppressed += 1;
      window.summarize = summarize;
      this.#schedule(window.end - now);
      return false;
    }
    this.#windows.set(this.#isFull() ? ALL_OTHERS : key, { end: now + WINDOW, suppressed: 0, summarize });
    return true;
  }

  #findOpen(key: string, now: number): Window | undefined {
    const window = this.#windows.get(key);
    if (window && now < window.end) return window;
    this.#closeUntil(now);
    return this.#isFull() ? this.#windows.get(ALL_OTHERS) : undefined;
  }

  #isFull(): boolean {
    return this.#windows.size >= MAX_KEYS;
  }

  #closeUntil(now: number): void {
    for (const [key, { end, suppressed, summarize }] of this.#windows) {
      if (end > now) continue;
      this.#windows.delete(key);
      if (suppressed > 0) summarize(suppressed);
    }
  }

  #schedule(delay: number): void {
    if (this.#timer) return;
    process.on('exit', this.#onExit);
    // Never what keeps the process alive: at exit, the rest is summarized.
    this.#timer = setTimeout(this.#onWindowEnd, delay).unref();
  }

  readonly #onWindowEnd = (): void => {
    process.off('exit', this.#onExit);
    this.#timer = undefined;
    const now = performance.now();
    this.#closeUntil(now);
    for (const { end, suppressed } of this.#windows.values()) {
      if (suppressed > 0) this.#schedule(end - now);
    }
  };

  readonly #onExit = (): void => this.#closeUntil(Number.POSITIVE_INFINITY);
}
