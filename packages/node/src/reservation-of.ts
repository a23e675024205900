import type { Reservation } from '@http507/guard';

import type { Incoming } from './exchange.ts';

/** The keys are Node's requests, which every framework has. */
const reservations = new WeakMap<object, Reservation>();

/** Stores the reservation of a request. */
export function setReservation(incoming: Incoming, reservation: Reservation): void {
  reservations.set(incoming, reservation);
}

/**
 * Returns the reservation that the guard made for an upload.
 *
 * @param request - Node's, Express's, Fastify's or Nest's request, or Koa's context
 * @throws Error if there is none, because the route has no guard or the method is not guarded
 */
export function reservationOf(request: object): Reservation {
  const { raw = request, req = raw } = request as { raw?: object; req?: object };
  const reservation = reservations.get(request) ?? reservations.get(raw) ?? reservations.get(req);
  if (!reservation) {
    throw new Error(
      'This request has no reservation: no storage guard ran for it, or its method stores nothing',
    );
  }
  return reservation;
}
