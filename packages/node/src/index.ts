export {
  type ExhaustedEvent,
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  type StorageFacts,
} from '@http507/core';
export { type AdapterOptions, createAdapterResponder } from './create-adapter-responder.ts';
export { createExchangeHandler, type HandleExchange } from './create-exchange-handler.ts';
export type { Exchange, Incoming, Outgoing } from './exchange.ts';
export { lazyContinue } from './lazy-continue.ts';
export type { Log, LogRecord } from './log.ts';
export { type RequestListener, storageExhaustedListener } from './storage-exhausted-listener.ts';
export { type ManagedResponse, writeManagedReply } from './write-managed-reply.ts';
