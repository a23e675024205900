import { channel } from 'node:diagnostics_channel';

import type { ReplaceOptions, Reservation } from '@http507/guard';

const commitErrors = channel('http507:commit-error');

/** How long a route may continue after its client has disconnected, in milliseconds. Then its upload counts as stored. */
const MAX_TIME_ALONE = 10_000;

/** The reservation of a request. It ends with the response, unless the route has ended it before. */
export class RequestReservation implements Reservation {
  readonly #reservation: Reservation;
  #state: 'open' | 'ended' | 'abandoned' = 'open';
  /** Runs one operation at a time: a response that closes while the route commits must not release part of it. */
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(reservation: Reservation) {
    this.#reservation = reservation;
  }

  get bytes(): number {
    return this.#reservation.bytes;
  }

  get writtenBytes(): number {
    return this.#reservation.writtenBytes;
  }

  ensure(bytes: number, options?: ReplaceOptions): Promise<void> {
    return this.#reservation.ensure(bytes, options);
  }

  wrote(bytes: number): void {
    this.#reservation.wrote(bytes);
  }

  commit(bytes: number, options?: ReplaceOptions): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#state === 'ended') return;
      // Otherwise a client that disconnects at the right moment would have a file that is not counted.
      if (this.#state === 'abandoned') throw new Error('The response failed and its reservation ended');
      await this.#reservation.commit(bytes, options);
      this.#settle('ended');
    });
  }

  undoCommit(): Promise<void> {
    return this.#inTurn(() => this.#reservation.undoCommit());
  }

  release(): Promise<void> {
    return this.#inTurn(() => this.#release('ended'));
  }

  suspend(): Promise<void> {
    // A guard of routes reserves for one request.
    return this.release();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  /** Commits or releases the reservation when the response ends, unless the route has ended it. Never rejects. */
  async end(stored: boolean): Promise<void> {
    // Most routes have committed by now.
    if (this.#state === 'ended' && !this.#running) return;
    try {
      if (stored) await this.commit(this.writtenBytes || this.bytes);
    } catch (error) {
      commitErrors.publish({ error });
    }
    await this.#inTurn(() => this.#release('abandoned')).catch(() => undefined);
  }

  /** Gives the route some time to end the reservation, then commits it. */
  endAlone(): void {
    this.#timer = setTimeout(() => this.end(true), MAX_TIME_ALONE).unref();
  }

  async #release(state: 'ended' | 'abandoned'): Promise<void> {
    if (this.#state !== 'open') return;
    this.#settle(state);
    await this.#reservation.release();
  }

  #settle(state: 'ended' | 'abandoned'): void {
    this.#state = state;
    clearTimeout(this.#timer);
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const result = this.#running ? this.#running.then(task) : task();
    const running = result
      .catch(() => undefined)
      .then(() => {
        if (this.#running === running) this.#running = undefined;
      });
    this.#running = running;
    return result;
  }
}
