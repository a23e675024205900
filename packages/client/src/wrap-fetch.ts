import { canReplay } from './can-replay.ts';
import type { ClientOptions } from './client-options.ts';
import { insufficientStorage } from './insufficient-storage.ts';
import { send } from './send.ts';
import { createTurns } from './turn.ts';

/** A function like `fetch`. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Returns a `fetch` that rejects with InsufficientStorageError for a response with status 507, and sends a request again if `options.retry` says so. Wrap
 * once: the requests of one wrapper share their gates.
 *
 * @throws TypeError that names the option if one is invalid
 */
export function wrapFetch(fetch: Fetch, options: ClientOptions<Parameters<Fetch>> = {}): Fetch {
  const openTurn = createTurns(options);
  return async (input, init) => {
    // A string and a URL have none of these members.
    const request = input as Partial<Request>;
    const {
      method = request.method ?? 'GET',
      headers = request.headers,
      signal = request.signal,
      body,
    } = init ?? {};
    const attempt = async (): Promise<Response> => {
      const response = await fetch(input, init);
      const error = await insufficientStorage(response, {
        method,
        hasIdempotencyKey: new Headers(headers).has('idempotency-key'),
        // A Request cannot be sent twice once its body has been read.
        canReplay: canReplay(body) && !request.bodyUsed,
      });
      if (error) throw error;
      return response;
    };
    return send(attempt, openTurn({ url: request.url ?? `${input as string}`, method, signal }, input, init));
  };
}
