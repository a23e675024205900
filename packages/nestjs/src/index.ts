export {
  type ExhaustedEvent,
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  type StorageFacts,
} from '@http507/core';
export { lazyContinue } from '@http507/node';
export { StorageExhaustedFilter, type StorageExhaustedFilterOptions } from './storage-exhausted-filter.ts';
export { StorageExhaustedModule } from './storage-exhausted-module.ts';
