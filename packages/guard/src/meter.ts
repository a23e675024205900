import { Transform } from 'node:stream';

import { isStorageExhaustedError } from '@http507/core';

import type { Reservation } from './guard.ts';

/** How much more than has arrived is reserved at once, in bytes. */
const STEP = 1024 * 1024;

/**
 * Returns a stream that lets an upload through as far as its reservation goes. Where the upload is longer than it announced, or
 * announced nothing, the reservation grows in steps of 1 MiB.
 *
 * The stream fails with a StorageExhaustedError when there is no more room, before any byte for which there is none has passed.
 */
export function meter(reservation: Reservation): Transform {
  let arrived = 0;
  let step = STEP;
  const grow = async (): Promise<void> => {
    try {
      await reservation.ensure(arrived + step);
    } catch (error) {
      if (step === 0 || !isStorageExhaustedError(error)) throw error;
      // The room is nearly used up: from now on, no more than has arrived.
      step = 0;
      await reservation.ensure(arrived);
    }
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      arrived += chunk.byteLength;
      const pass = (): void => {
        reservation.wrote(arrived);
        callback(null, chunk);
      };
      if (arrived <= reservation.bytes) pass();
      else grow().then(pass, callback);
    },
  });
}
