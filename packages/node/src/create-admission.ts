import { once } from 'node:events';

import type { Guard } from '@http507/guard';

import { bodyBytes } from './body-bytes.ts';
import type { Incoming, Outgoing } from './exchange.ts';
import { isClosed } from './is-closed.ts';
import { LengthRequiredError } from './length-required-error.ts';
import { RequestReservation } from './request-reservation.ts';
import { setReservation } from './reservation-of.ts';
import { type AccountOf, checkGuard, type StorageGuardOptions } from './storage-guard-options.ts';

/**
 * Admits a request, or rejects with the error of the guard. Does not read the body.
 *
 * @param account - overrides the `account` option
 */
export type Admit<Request> = (
  request: Request,
  incoming: Incoming,
  outgoing: Outgoing,
  account?: AccountOf<Request>,
) => Promise<void>;

/** The safe methods (RFC 9110, section 9.2.1), and DELETE, which frees storage: a full disk must not refuse it. */
const METHODS_WITHOUT_UPLOAD: readonly unknown[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'DELETE'];

/**
 * Returns the function that every adapter for Node calls before a route runs. The reservation ends with the response. If the route
 * has neither committed nor released it, a 2xx response commits it and any other response releases it.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createAdmission<Request>(
  guard: Guard,
  options: StorageGuardOptions<Request> = {},
): Admit<Request> {
  checkGuard(guard, options);
  return async (request, incoming, outgoing, account = options.account) => {
    if (METHODS_WITHOUT_UPLOAD.includes(incoming.method)) return;
    const length = bodyBytes(incoming);
    const bytes = options.bytes ? options.bytes(request) : length;
    if (!options.metered && (length === undefined || bytes === undefined)) throw new LengthRequiredError();
    // A pipelined response does not emit 'close' when its connection closes. So nothing is reserved until its turn.
    if (outgoing.socket === null && !isClosed(outgoing)) await once(outgoing, 'socket');
    let arrived = length === 0 || incoming.readableEnded;
    incoming.once('end', () => {
      // Over HTTP/2, an aborted request emits 'end' too.
      arrived = !incoming.aborted;
    });
    const replacedBytes = await options.replacedBytes?.(request);
    const reservation = new RequestReservation(
      await guard.reserve(await account?.(request), bytes === undefined ? 0 : bytes, { replacedBytes }),
    );
    setReservation(incoming, reservation);
    const end = (): void => {
      const { headersSent, writableEnded, statusCode } = outgoing;
      if (headersSent) void reservation.end(writableEnded && statusCode >= 200 && statusCode < 300);
      else if (!arrived) void reservation.end(false);
      // The client disconnected, but the route has the whole body. Only the route knows whether it stores the upload.
      else reservation.endAlone();
    };
    if (isClosed(outgoing)) end();
    else outgoing.once('close', end);
  };
}
