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
  storageHealthHandler,
} from '@http507/node';
export { type StorageExhaustedHandlerOptions, storageExhaustedHandler } from './storage-exhausted-handler.ts';
export { storageGuard } from './storage-guard.ts';
