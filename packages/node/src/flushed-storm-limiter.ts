import { StormLimiter, type Summarize } from '@http507/core/logging';

/** A storm limiter that reports the number of suppressed records when their window ends or the process exits. */
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
    // The timer does not keep the process alive. On exit, open windows are summarized.
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
