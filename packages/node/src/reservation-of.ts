import type { Reservation } from '@http507/guard';

import type { Incoming } from './exchange.ts';

/** By Node's own request, which every framework has. */
const reservations = new WeakMap<object, Reservation>();

/** Notes what a request has been promised. */
export function setReservation(incoming: Incoming, reservation: Reservation): void {
  reservations.set(incoming, reservation);
}

/**
 * Returns the room that the guard has promised to an upload.
 *
 * @param request - Node's, Express's, Fastify's or Nest's request, or Koa's context
 * @throws Error when the guard was not asked, because the route has none or the method is a safe one
 */
export function reservationOf(request: object): Reservation {
  const { raw = request, req = raw } = request as { raw?: object; req?: object };
  const reservation = reservations.get(request) ?? reservations.get(raw) ?? reservations.get(req);
  if (!reservation) throw new Error('There is no reservation: no storage guard was asked for this request');
  return reservation;
}
