import { isStorageExhaustedError } from '@http507/core';

import type { Reservation } from './guard.ts';

/** How far a reservation grows ahead of the bytes that have arrived, in bytes. */
const STEP = 1024 * 1024;

/** Counts the bytes of an upload and grows its reservation when they exceed it. */
export class Metering {
  readonly #reservation: Reservation;
  readonly #replacedBytes: (() => Promise<number>) | undefined;
  #arrived: number;
  #step = STEP;

  /** @param replacedBytes - called before the reservation grows. By default the reservation keeps its own figure */
  constructor(reservation: Reservation, replacedBytes?: () => Promise<number>) {
    this.#reservation = reservation;
    this.#replacedBytes = replacedBytes;
    // Stored by earlier requests of the upload.
    this.#arrived = reservation.writtenBytes;
  }

  /**
   * Admits the next bytes. Returns a promise only if the reservation must grow, because a promise costs time.
   *
   * @throws StorageExhaustedError (as a rejection) if there is no room for them
   */
  admit(bytes: number): Promise<void> | undefined {
    this.#arrived += bytes;
    if (this.#arrived > this.#reservation.bytes) return this.#grow();
    this.#reservation.wrote(this.#arrived);
    return undefined;
  }

  async #grow(): Promise<void> {
    const arrived = this.#arrived;
    const options = { replacedBytes: await this.#replacedBytes?.() };
    try {
      await this.#reservation.ensure(arrived + this.#step, options);
    } catch (error) {
      if (this.#step === 0 || !isStorageExhaustedError(error)) throw error;
      // The room is nearly used up: from now on, reserve only what has arrived.
      this.#step = 0;
      await this.#reservation.ensure(arrived, options);
    }
    this.#reservation.wrote(this.#arrived);
  }
}
