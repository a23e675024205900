import { StormLimiter, type Summarize } from '@http507/core/logging';

/** A storm limiter that tells how many records were suppressed as soon as their window is over, or the process exits. */
export class FlushedStormLimiter {
  readonly #limiter = new StormLimiter();
  #timer: NodeJS.Timeout | undefined;

  /** See StormLimiter. */
  admit(key: string, summarize: Summarize): boolean {
    const admitted = this.#limiter.admit(key, summarize);
    if (!admitted && !this.#timer) this.#schedule();
    return admitted;
  }

  #schedule(): void {
    const { nextEnd } = this.#limiter;
    if (nextEnd === undefined) return;
    process.on('exit', this.#onExit);
    // Never what keeps the process alive: at exit, the rest is summarized.
    this.#timer = setTimeout(this.#onWindowEnd, nextEnd - performance.now()).unref();
  }

  readonly #onWindowEnd = (): void => {
    process.off('exit', this.#onExit);
    this.#timer = undefined;
    this.#limiter.closeUntil(performance.now());
    this.#schedule();
  };

  readonly #onExit = (): void => this.#limiter.closeUntil(Number.POSITIVE_INFINITY);
}
