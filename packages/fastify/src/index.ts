export {
  type ExhaustedEvent,
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  type StorageFacts,
} from '@http507/core';
export { lazyContinue } from '@http507/node';
export {
  type StorageExhaustedPluginOptions,
  storageExhaustedPlugin,
  storageExhaustedPlugin as default,
} from './storage-exhausted-plugin.ts';
