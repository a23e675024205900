export {
  type ExhaustedEvent,
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  type StorageFacts,
} from '@http507/core';
export type { LogRecord } from '@http507/core/logging';
export type { Guard, Reservation } from '@http507/guard';
export { type AdapterOptions, createAdapterResponder } from './create-adapter-responder.ts';
export { type Admit, createAdmission } from './create-admission.ts';
export { createExchangeHandler, type HandleExchange } from './create-exchange-handler.ts';
export { createGuardMiddleware, type GuardMiddleware } from './create-guard-middleware.ts';
export {
  type CheckStorageHealth,
  createStorageHealth,
  type StorageHealth,
  type StorageHealthOptions,
} from './create-storage-health.ts';
export type { Exchange, Incoming, Outgoing } from './exchange.ts';
export { lazyContinue } from './lazy-continue.ts';
export { LengthRequiredError } from './length-required-error.ts';
export type { Log } from './log.ts';
export { publishAnswer } from './publish-answer.ts';
export type { SuppressedEvent } from './reporter.ts';
export { reservationOf } from './reservation-of.ts';
export { type RequestListener, storageExhaustedListener } from './storage-exhausted-listener.ts';
export type { AccountOf, StorageGuardOptions } from './storage-guard-options.ts';
export { type StorageHealthHandler, storageHealthHandler } from './storage-health-handler.ts';
export type { ManagedResponse } from './write-managed-reply.ts';
