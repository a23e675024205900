import type { Hooks, NormalizedOptions } from 'ky';

import { canReplay } from './can-replay.ts';
import type { ClientOptions } from './client-options.ts';
import { insufficientStorage } from './insufficient-storage.ts';
import type { InsufficientStorageError } from './insufficient-storage-error.ts';
import { send } from './send.ts';
import { createTurns, type Turn } from './turn.ts';
import type { Fetch } from './wrap-fetch.ts';

export {
  InsufficientStorageError,
  isInsufficientStorageError,
} from './insufficient-storage-error.ts';

/** Options of insufficientStorageHooks. All are optional. */
export interface KyOptions extends ClientOptions<[request: Request]> {
  /** Sends a request again, because ky's hooks do not know its own `fetch` option. Default: `fetch`. */
  readonly fetch?: Fetch | undefined;
}

/** The arguments of a hook: in ky 2 the members of the first, in ky 1 in this order. */
type HookArguments = readonly [
  request: Request | HookState,
  options?: NormalizedOptions,
  response?: Response,
  state?: unknown,
];

interface HookState {
  readonly request: Request;
  readonly options: NormalizedOptions;
  readonly response?: Response;
}

/**
 * Returns hooks for `ky.extend`. Requests that are answered with status 507 reject with InsufficientStorageError, whatever ky's `retry` option says, and are
 * sent again if `options.retry` says so.
 *
 * @throws TypeError that names the option if one is invalid
 */
export function insufficientStorageHooks({
  fetch = globalThis.fetch,
  ...options
}: KyOptions = {}): Required<Pick<Hooks, 'beforeRequest' | 'afterResponse'>> {
  const openTurn = createTurns(options);
  /** By the headers: the options and the request of one call are other objects in other hooks, if a hook replaces the request. */
  const turns = new WeakMap<object, Turn>();

  const beforeRequest = async (...args: HookArguments): Promise<void> => {
    const { request, options: given } = stateOf(args);
    const { url, method, signal } = request;
    const turn = openTurn({ url, method, signal }, request);
    if (!turn) return;
    turns.set(given.headers as object, turn);
    await turn.enter();
  };

  const afterResponse = async (...args: HookArguments): Promise<Response | undefined> => {
    const { request, options: given, response } = stateOf(args);
    const turn = turns.get(given.headers as object);
    const { body } = given as { readonly body?: BodyInit | null };
    const refusalOf = (answer: Response): Promise<InsufficientStorageError | undefined> =>
      insufficientStorage(answer, {
        method: request.method,
        hasIdempotencyKey: request.headers.has('idempotency-key'),
        // The body of a Request that was given to ky can be read only once.
        canReplay: canReplay(body) && (body !== undefined || !request.body),
      });
    const refusal = await refusalOf(response as Response);
    if (!refusal) {
      void turn?.settle((response as Response).status < 500 ? 'room' : undefined);
      return undefined;
    }
    try {
      const wait = turn?.settle(refusal);
      if (!wait) throw refusal;
      const attempt = async (): Promise<Response> => {
        const answer = await fetch(copyOf(request, body));
        const again = await refusalOf(answer);
        if (again) throw again;
        return answer;
      };
      return await send(attempt, turn, wait);
    } catch (thrown) {
      // ky 1 retries what a hook throws. These options are of this request alone.
      if (args.length > 1) given.retry.limit = 0;
      throw thrown;
    }
  };

  return { beforeRequest: [beforeRequest], afterResponse: [afterResponse] } as unknown as Required<
    Pick<Hooks, 'beforeRequest' | 'afterResponse'>
  >;
}

function stateOf(args: HookArguments): HookState {
  const [first, options, response] = args;
  return args.length > 1 ? ({ request: first, options, response } as HookState) : (first as HookState);
}

function copyOf(request: Request, body: BodyInit | null | undefined): Request {
  const headers = new Headers(request.headers);
  // Each copy of a form has a boundary of its own.
  if (body instanceof FormData) headers.delete('content-type');
  return new Request(request, { headers, ...(body !== undefined && { body }) });
}
