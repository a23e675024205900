import { channel } from 'node:diagnostics_channel';

import type { ReplaceOptions, Reservation } from '@http507/guard';

const commitErrors = channel('http507:commit-error');

/** How long a route may go on for a client that has gone, in milliseconds; then its upload counts as stored. */
const MAX_TIME_ALONE = 10_000;

/** What a request has been promised. It ends with the response, unless the route has ended it before. */
export class RequestReservation implements Reservation {
  readonly #reservation: Reservation;
  #state: 'open' | 'ended' | 'abandoned' = 'open';
  /** One after the other: a response that closes while the route commits must not release half of it. */
  #last: Promise<unknown> = Promise.resolve();

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
      // To do nothing here would leave a client that goes away at the right moment with a file that is not counted.
      if (this.#state === 'abandoned') throw new Error('The response has failed, and its reservation ended');
      await this.#reservation.commit(bytes, options);
      this.#settle('ended');
    });
  }

  release(): Promise<void> {
    return this.#inTurn(() => this.#release('ended'));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  /** Ends it by what the response says, unless the route has ended it. Never rejects. */
  async end(stored: boolean): Promise<void> {
    try {
      if (stored) await this.commit(this.writtenBytes || this.bytes);
    } catch (error) {
      commitErrors.publish({ error });
    }
    await this.#inTurn(() => this.#release('abandoned')).catch(() => undefined);
  }

  /** Leaves it to the route, for a while, to end it. */
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
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
