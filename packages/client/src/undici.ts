import type { Dispatcher } from 'undici';

import type { ClientOptions } from './client-options.ts';
import { createTurns } from './turn.ts';
import { Exchange } from './undici/exchange.ts';
import { fromLegacy, isLegacy, toLegacy } from './undici/legacy-handler.ts';

export {
  InsufficientStorageError,
  isInsufficientStorageError,
} from './insufficient-storage-error.ts';

/**
 * Returns an interceptor for `dispatcher.compose`. Requests that are answered with status 507 fail with InsufficientStorageError, and are sent again if
 * `options.retry` says so. Compose it before `interceptors.retry()`, or give the composed dispatcher to RetryAgent: then neither repeats such a request.
 *
 * @throws TypeError that names the option if one is invalid
 */
export function insufficientStorageInterceptor(
  options: ClientOptions<[request: Dispatcher.DispatchOptions]> = {},
): Dispatcher.DispatcherComposeInterceptor {
  const openTurn = createTurns(options);
  return (dispatch) => (request, handler) => {
    const legacy = isLegacy(handler);
    const exchange = new Exchange(request, legacy ? fromLegacy(handler) : handler);
    const { origin = '', path, method } = request;
    void exchange.run(
      (attempt) => dispatch(request, legacy ? toLegacy(attempt) : attempt),
      openTurn({ url: `${String(origin)}${path}`, method, signal: exchange.signal }, request),
    );
    return true;
  };
}
