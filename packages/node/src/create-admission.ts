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
 * Lets a request in, or rejects with what the guard rejects with. Reads nothing of the body.
 *
 * @param account - in place of the one in the options
 */
export type Admit<Request> = (
  request: Request,
  incoming: Incoming,
  outgoing: Outgoing,
  account?: AccountOf<Request>,
) => Promise<void>;

/** The safe ones (RFC 9110, section 9.2.1), and the one that makes room: a full disk must not refuse it. */
const METHODS_WITHOUT_UPLOAD: readonly unknown[] = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'DELETE'];

/**
 * Returns the function that every adapter for Node asks before a route runs. What it promises ends with the response: a route
 * that has neither committed nor released has stored its upload when it answers 2xx, and has not when it answers anything else.
 *
 * @throws TypeError that names the option which is unknown or invalid
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
    // A pipelined response never closes when its connection does; while it waits for its turn, nothing is promised.
    if (outgoing.socket === null && !isClosed(outgoing)) await once(outgoing, 'socket');
    let arrived = length === 0 || incoming.readableEnded;
    incoming.once('end', () => {
      // Over HTTP/2, a request that is broken off ends as well.
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
      // The client has gone, but the route has all that it needs: whether it stores it, only the route can say.
      else reservation.endAlone();
    };
    if (isClosed(outgoing)) end();
    else outgoing.once('close', end);
  };
}
