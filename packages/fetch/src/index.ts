export {
  type ExhaustedEvent,
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  type StorageFacts,
} from '@http507/core';
export { createToResponse, type ToResponse } from './create-to-response.ts';
export type { FetchOptions } from './fetch-options.ts';
export type { HonoContext } from './hono-default.ts';
export { type FetchHandler, storageExhausted } from './storage-exhausted.ts';
export {
  type StorageExhaustedErrorHandlerOptions,
  storageExhaustedErrorHandler,
} from './storage-exhausted-error-handler.ts';
export { toResponse } from './to-response.ts';
