import { InsufficientStorageError } from './insufficient-storage-error.ts';

/** A 507 response that has been read, and facts about its request. */
export interface ReceivedResponse {
  /** Returns the header of a name in lower case. */
  readonly headers: (name: string) => string | null | undefined;
  /** The body, or the first 64 kB of it. */
  readonly body: string;
  /** The request's method. Without it, only the response decides whether the request may be sent again. */
  readonly method?: string | undefined;
  /** Whether the request has an `Idempotency-Key`. Default: false. */
  readonly hasIdempotencyKey?: boolean | undefined;
  /** Whether the request's body can be sent again. Default: true. */
  readonly canReplay?: boolean | undefined;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
}

/** Returns the error for a 507 response. Never throws: what cannot be read is absent from the error. */
export function parseInsufficientStorage(response: ReceivedResponse, options?: ErrorOptions): InsufficientStorageError {
  return new InsufficientStorageError({ temporary: true }, options);
}
