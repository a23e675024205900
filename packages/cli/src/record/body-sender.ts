import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const ZEROS = Buffer.alloc(64 * 1024);

/** Sends zeros, and counts them. */
export class BodySender {
  readonly #stream: Writable;
  readonly #stop: AbortSignal;
  #handed = 0;

  /** @param stop - aborts when nothing more has to be sent */
  constructor(stream: Writable, stop: AbortSignal) {
    this.#stream = stream;
    this.#stop = stop;
  }

  /** Sends zeros until so many have been handed over since the first call. */
  async sendUpTo(bytes: number): Promise<void> {
    while (this.#handed < bytes && !this.#stop.aborted && this.#stream.writable) {
      const chunk = ZEROS.subarray(0, bytes - this.#handed);
      this.#handed += chunk.length;
      // Also when the stream could take more: an answer can only be read in between.
      await this.#write(chunk);
    }
  }

  /** Resolves after a time, or earlier if nothing more has to be sent. */
  async wait(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.#stop }).catch(() => undefined);
  }

  /** How many bytes of the body have left this process. */
  get sentBytes(): number {
    return Math.max(0, this.#handed - this.#stream.writableLength);
  }

  #write(chunk: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => resolve();
      this.#stop.addEventListener('abort', stop, { once: true });
      // Called with an error too, which the stream reports by itself.
      this.#stream.write(chunk, () => {
        this.#stop.removeEventListener('abort', stop);
        resolve();
      });
    });
  }
}
