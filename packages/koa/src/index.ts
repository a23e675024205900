export {
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
} from '@http507/core';
export { lazyContinue } from '@http507/node';
export {
  type StorageExhaustedMiddlewareOptions,
  storageExhaustedMiddleware,
} from './storage-exhausted-middleware.ts';
