export {
  type ExhaustedEvent,
  isStorageExhaustedError,
  type RecognitionRule,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  type StorageFacts,
} from '@http507/core';
export {
  createGuardMiddleware as storageGuard,
  type Guard,
  LengthRequiredError,
  lazyContinue,
  type Reservation,
  reservationOf,
  type StorageGuardOptions,
  type StorageHealthOptions,
} from '@http507/node';
export { StorageAccount } from './storage-account.ts';
export { StorageExhaustedFilter, type StorageExhaustedFilterOptions } from './storage-exhausted-filter.ts';
export { StorageExhaustedModule } from './storage-exhausted-module.ts';
export { StorageGuard } from './storage-guard.ts';
export { StorageGuardModule, type StorageGuardModuleOptions } from './storage-guard-module.ts';
export { StorageHealthIndicator, type StorageHealthResult } from './storage-health-indicator.ts';
export { StorageReservation } from './storage-reservation.ts';
