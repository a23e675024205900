import type { ResponderOptions } from '@http507/core';
import type { ProfileOption } from '@http507/core/profiles';

/** Options of all functions of this package. All are optional. */
export interface FetchOptions<Request = unknown> extends ResponderOptions<Request> {
  /** `false` turns logging off. `onExhausted` still gets every event. */
  readonly logger?: boolean | undefined;
  /**
   * Answers in the words of a protocol: `'webdav'`, `'s3'`, `'git-lfs'`, `'tus'`, a profile of your own, or a function that returns one for a request.
   * By default clients get JSON or another format that they accept.
   */
  readonly profile?: ProfileOption<Request> | undefined;
}
