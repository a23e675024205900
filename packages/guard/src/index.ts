export type { Guard, GuardUsage, ReplaceOptions, Reservation } from './guard.ts';
export type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';
export { MemoryLedger } from './memory-ledger.ts';
