import type { ResponderOptions } from '@http507/core';

/** What every function of this package can be told, every member optional. */
export interface FetchOptions<Request = unknown> extends ResponderOptions<Request> {
  /** `false` logs nothing; `onExhausted` still tells. */
  readonly logger?: boolean | undefined;
}
