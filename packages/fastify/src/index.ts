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
  type StorageExhaustedPluginOptions,
  storageExhaustedPlugin,
  storageExhaustedPlugin as default,
} from './storage-exhausted-plugin.ts';
export { type StorageGuardPluginOptions, storageGuardPlugin } from './storage-guard-plugin.ts';
export { storageHealthCheck } from './storage-health-check.ts';
