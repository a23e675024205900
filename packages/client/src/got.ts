import type { BeforeRequestHook, ExtendOptions, RequestError, RetryFunction } from 'got';

import { canReplay } from './can-replay.ts';
import type { ClientOptions } from './client-options.ts';
import { InsufficientStorageError } from './insufficient-storage-error.ts';
import { parseInsufficientStorage } from './parse-insufficient-storage.ts';
import { readHeaders } from './read-headers.ts';
import { createTurns, type Turn } from './turn.ts';

export {
  InsufficientStorageError,
  isInsufficientStorageError,
} from './insufficient-storage-error.ts';

type GotHooks = Required<
  Pick<NonNullable<ExtendOptions['hooks']>, 'beforeRequest' | 'afterResponse' | 'beforeError'>
>;

/** The options of a request, as hooks get them. */
export type GotOptions = Parameters<BeforeRequestHook>[0];

/**
 * Returns hooks for `got.extend`. Requests that are answered with status 507 reject with InsufficientStorageError, whose `cause` is got's HTTPError; with
 * got 11 to 13 with an HTTPError that isInsufficientStorageError recognizes. They are never sent again because of got's `retry` option, but if
 * `options.retry` says so. With `throwHttpErrors: false` the response is returned as usual.
 *
 * @throws TypeError that names the option if one is invalid
 */
export function insufficientStorageHooks(options: ClientOptions<[options: GotOptions]> = {}): GotHooks {
  const openTurn = createTurns(options);
  /** got copies the options for each attempt. This function is what they have in common. */
  const turns = new WeakMap<object, Turn | undefined>();
  const find = (request: Pick<GotOptions, 'retry'>): object => request.retry.calculateDelay as object;

  return {
    beforeRequest: [
      async (request) => {
        if (turns.has(find(request))) return;
        const { method, signal } = request;
        const turn = openTurn({ url: String(request.url), method, signal }, request);
        const calculateDelay = createCalculateDelay(request, turn);
        turns.set(calculateDelay, turn);
        request.retry = {
          ...request.retry,
          calculateDelay,
          // Else got 14 and later would not call it.
          ...('enforceRetryRules' in request.retry && { enforceRetryRules: false }),
        };
        // No hook tells when a stream gets its response, so it does not wait with the others.
        if (!request.isStream) await turn?.enter();
      },
    ],
    afterResponse: [
      (response) => {
        const { statusCode, request } = response;
        if (statusCode !== 507)
          void turns.get(find(request.options))?.settle(statusCode < 500 ? 'room' : undefined);
        return response;
      },
    ],
    beforeError: [
      (error) => {
        const refusal = refusalOf(error);
        if (!refusal || !error.options.throwHttpErrors) return error;
        return 'enforceRetryRules' in error.options.retry ? refusal : describe(error, refusal);
      },
    ],
  };
}

function createCalculateDelay({ retry }: GotOptions, turn: Turn | undefined): RetryFunction {
  const { calculateDelay } = retry as { readonly calculateDelay: RetryFunction };
  const isBound = 'enforceRetryRules' in retry && retry.enforceRetryRules === true;
  return async (state) => {
    const refusal = refusalOf(state.error);
    const wait = turn?.settle(refusal);
    if (!refusal) return isBound && state.computedValue === 0 ? 0 : calculateDelay(state);
    if (!wait) return 0;
    await wait;
    return 1;
  };
}

/** Returns the error for a response with status 507. */
function refusalOf(error: RequestError): InsufficientStorageError | undefined {
  const { response, options } = error;
  if (response?.statusCode !== 507) return undefined;
  // Absent for streams, whose bodies are text.
  const { rawBody, body } = response as { readonly rawBody?: Uint8Array; readonly body: unknown };
  return parseInsufficientStorage(
    {
      headers: readHeaders(response.headers),
      body: rawBody
        ? new TextDecoder().decode(rawBody.subarray(0, MAX_BYTES))
        : String(body).slice(0, MAX_BYTES),
      method: options.method,
      hasIdempotencyKey: 'idempotency-key' in options.headers,
      canReplay: canReplay(options.body) && !options.isStream,
      now: Date.now(),
    },
    { cause: error },
  );
}

const MAX_BYTES = 65_536;

/** Returns got's error with everything that a refusal has, because got 11 to 13 would wrap another error into one of theirs. */
function describe(error: RequestError, refusal: InsufficientStorageError): RequestError {
  const { constructor: _, ...shared } = Object.getOwnPropertyDescriptors(InsufficientStorageError.prototype);
  Object.defineProperties(error, shared);
  error.message = refusal.message;
  return Object.assign(error, { ...refusal });
}
