export {
  type ExhaustedEvent,
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  type StorageFacts,
} from '@http507/core';
export {
  LengthRequiredError,
  lazyContinue,
  reservationOf,
  type StorageGuardOptions,
  type StorageHealthOptions,
} from '@http507/node';
export {
  type StorageExhaustedMiddlewareOptions,
  storageExhaustedMiddleware,
} from './storage-exhausted-middleware.ts';
export { storageGuard } from './storage-guard.ts';
export { storageHealth } from './storage-health.ts';
