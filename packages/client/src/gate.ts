import type { Clock } from './clock.ts';
import type { InsufficientStorageError } from './insufficient-storage-error.ts';
import { retryDelay } from './retry-delay.ts';

/** How a request ended: the server had room, had none, or did not say. */
export type Outcome = 'room' | InsufficientStorageError | undefined;

/** A request at a gate. The gate knows it by its identity. */
export interface WaitingRequest {
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * Holds requests back while a server has no room. When it opens, one request passes as a probe. Each one that finds room lets two more pass, so the
 * number on the way grows step by step. One that finds none closes the gate again.
 */
export interface Gate {
  /**
   * Waits for a turn.
   *
   * @param deadline - in milliseconds of the clock
   * @param refusal - the request's own, if it has been sent before
   * @throws InsufficientStorageError at the deadline, or if too many requests wait; the reason of the signal
   */
  wait(request: WaitingRequest, deadline: number, refusal?: InsufficientStorageError): Promise<void>;
  /** Tells how a request ended, whether it has waited or not. Returns when the gate opens, in milliseconds of the clock. */
  settle(request: WaitingRequest, outcome: Outcome): number;
}

/**
 * Returns a gate. The first refusal closes it.
 *
 * @param gates - has the gate as long as a request waits, or has waited and is on the way
 */
export function createGate(gates: Map<string, Gate>, key: string, { now, start, stop, random }: Clock): Gate {
  /** Lets one more request pass if those that passed have not been answered for so long. */
  const silence = 30_000;
  const maxWaiting = 10_000;
  const waiting = new Set<() => void>();
  const onTheWay = new Set<WaitingRequest>();
  let lastRefusal: InsufficientStorageError | undefined;
  /** How often the gate has been closed. */
  let closings = 0;
  let opensAt = 0;
  /** How many may pass. */
  let permits = 0;
  /** When one may pass in any case. */
  let wakesAt = 0;
  let timer: unknown;

  const advance = (): void => {
    for (const pass of waiting) {
      if (!permits) break;
      permits -= 1;
      wakesAt = now() + silence;
      pass();
    }
    stop(timer);
    if (waiting.size) timer = start(wake, wakesAt - now());
    if (waiting.size || onTheWay.size) gates.set(key, gate);
    else gates.delete(key);
  };
  const wake = (): void => {
    permits ||= 1;
    advance();
  };

  const gate: Gate = {
    wait: (request, deadline, refusal) =>
      new Promise((resolve, reject) => {
        const { signal } = request;
        const end = (): void => {
          waiting.delete(pass);
          stop(deadlineTimer);
          signal?.removeEventListener('abort', giveUp);
        };
        const pass = (): void => {
          end();
          onTheWay.add(request);
          resolve();
        };
        const giveUp = (): void => {
          end();
          advance();
          reject(signal?.aborted ? signal.reason : (refusal ?? lastRefusal));
        };
        const deadlineTimer = start(giveUp, deadline - now());
        if (signal?.aborted || waiting.size >= maxWaiting) return giveUp();
        signal?.addEventListener('abort', giveUp);
        waiting.add(pass);
        advance();
      }),
    settle(request, outcome) {
      const waited = onTheWay.delete(request);
      // While the gate is closed, the outcome of what was sent before changes nothing.
      if (now() >= opensAt) {
        if (waited) permits += outcome === 'room' ? 2 : 1;
        wakesAt = now() + silence;
        if (typeof outcome === 'object') {
          permits = 0;
          if (outcome.mayRetry) lastRefusal = outcome;
          wakesAt = opensAt = now() + retryDelay(closings++, outcome.retryAfter?.seconds, random());
        }
      }
      advance();
      return opensAt;
    },
  };
  return gate;
}
