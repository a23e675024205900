export type { ClientOptions, RetryOptions } from './client-options.ts';
export { insufficientStorage } from './insufficient-storage.ts';
export {
  InsufficientStorageError,
  type InsufficientStorageFacts,
  isInsufficientStorageError,
  type Obstacle,
  type Reason,
  type RetryAfter,
} from './insufficient-storage-error.ts';
export type { Duration } from './parse-duration.ts';
export type { AnsweredRequest } from './parse-insufficient-storage.ts';
export { type Fetch, wrapFetch } from './wrap-fetch.ts';
