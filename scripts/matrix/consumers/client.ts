import {
  type ClientOptions,
  type Fetch,
  insufficientStorage,
  isInsufficientStorageError,
  wrapFetch,
} from '@http507/client';

const options: ClientOptions<Parameters<Fetch>> = { retry: { within: '5 min' }, account: () => 'a' };
export const send: Fetch = wrapFetch(fetch, options);
export const error: Promise<Error | undefined> = insufficientStorage(new Response(null, { status: 507 }));
export const seconds = (thrown: unknown): number | undefined =>
  isInsufficientStorageError(thrown) ? thrown.retryAfter?.seconds : undefined;
// @ts-expect-error: there is no such unit, so the types are not `any`.
export const wrong = wrapFetch(fetch, { retry: { within: '5 fortnights' } });
