export { combineGuards } from './combine-guards.ts';
export type { GuardEvent } from './decisions.ts';
export { type DiskCapacity, type DiskCapacityOptions, diskCapacity } from './disk-capacity.ts';
export { FileBatch, type StoredFile } from './file-batch.ts';
export type { FileSource, WebStream } from './file-source.ts';
export { type FolderCapacityOptions, folderCapacity } from './folder-capacity.ts';
export type {
  GiveBackOptions,
  Guard,
  GuardUsage,
  ReplaceOptions,
  Reservation,
  ReserveOptions,
} from './guard.ts';
export type { GuardHealth, HealthCheck, HealthState } from './guard-health.ts';
export type { LeaseLapsedEvent } from './lease-watch.ts';
export type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';
export { LedgerUnavailableError } from './ledger-unavailable-error.ts';
export { MemoryLedger } from './memory-ledger.ts';
export { meter } from './meter.ts';
export type { PgClient, PostgresJsClient, PostgresqlClient } from './postgresql-client.ts';
export { PostgresqlLedger } from './postgresql-ledger.ts';
export { type QuotaOptions, quota } from './quota.ts';
export { type QuotaProperties, quotaProperties } from './quota-properties.ts';
export type { IoRedisClient, NodeRedisClient, NodeRedisEvalOptions, RedisClient } from './redis-client.ts';
export { RedisLedger, type RedisLedgerOptions } from './redis-ledger.ts';
export { removeFile } from './remove-file.ts';
export { storeFile } from './store-file.ts';
export type { StoreFileOptions } from './store-file-options.ts';
export { type SweepOptions, sweepParts } from './sweep-parts.ts';
export type { LedgerCallEvent } from './timed-ledger.ts';
export type { VolumeEvent } from './volume-event.ts';
export type { WatermarkEvent } from './watermarks.ts';
