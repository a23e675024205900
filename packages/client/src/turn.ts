import type { ClientOptions } from './client-options.ts';
import { type Clock, systemClock } from './clock.ts';
import { createGate, type Gate, type Outcome, type WaitingRequest } from './gate.ts';
import type { InsufficientStorageError } from './insufficient-storage-error.ts';
import { parseDuration } from './parse-duration.ts';

/** PATCH, POST and PUT. Other methods need no room, or make some, and do not wait for others. */
const NEEDS_ROOM = /^P[AOU]/i;

/** A request that is about to be sent. */
export interface TurnRequest extends WaitingRequest {
  readonly url: string;
  readonly method: string;
}

/** Leads one request through the gate of its origin and account, as often as it is sent. */
export interface Turn {
  /**
   * Waits until the request may be sent.
   *
   * @throws InsufficientStorageError if that takes too long or too many requests wait; the reason of the signal
   */
  enter(): Promise<void>;
  /** Tells how the request ended. Returns the wait until it is sent again, like that of `enter`, or undefined if it is not. */
  settle(outcome: Outcome): Promise<void> | undefined;
}

/** Returns the turn of a request, or undefined if no request is to be sent again. */
export type OpenTurn<Request extends unknown[]> = (
  request: TurnRequest,
  ...original: Request
) => Turn | undefined;

/**
 * Returns the function that opens a turn for each request.
 *
 * @throws TypeError that names the option if one is invalid
 */
export function createTurns<Request extends unknown[]>(
  { retry, account }: ClientOptions<Request>,
  clock: Clock = systemClock,
): OpenTurn<Request> {
  if (!retry) return () => undefined;
  const within = parseDuration(retry.within);
  const gates = new Map<string, Gate>();

  return (request, ...original) => {
    // A relative URL has no origin, and all of those are of one.
    const key = `${/^https?:\/\/[^/?#]*/i.exec(request.url)?.[0]} ${account?.(...original)}`;
    const deadline = clock.now() + within;

    return {
      async enter() {
        if (NEEDS_ROOM.test(request.method)) await gates.get(key)?.wait(request, deadline);
      },
      settle(outcome) {
        let gate = gates.get(key);
        const { mayRetry, obstacle } = Object(outcome) as Partial<InsufficientStorageError>;
        if (mayRetry) gate ??= createGate(gates, key, clock);
        // A used-up quota says nothing of the server's room.
        const opensAt = gate?.settle(request, /quota|lasting/.test(`${obstacle}`) ? undefined : outcome) ?? 0;
        return mayRetry && opensAt <= deadline
          ? gate?.wait(request, deadline, outcome as InsufficientStorageError)
          : undefined;
      },
    };
  };
}
