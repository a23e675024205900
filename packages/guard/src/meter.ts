import { Transform } from 'node:stream';

import type { Reservation } from './guard.ts';
import { Metering } from './metering.ts';

/**
 * Returns a stream that passes an upload through while its reservation covers it. If the upload is longer than announced, or announced no
 * length, the reservation grows in steps of 1 MiB.
 *
 * The stream fails with a StorageExhaustedError before it passes a byte that does not fit.
 */
export function meter(reservation: Reservation): Transform {
  const metering = new Metering(reservation);
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      const pass = (): void => callback(null, chunk);
      const grown = metering.admit(chunk.byteLength);
      if (grown) grown.then(pass, callback);
      else pass();
    },
  });
}
