export { callAndForget } from './call-and-forget.ts';
export { createResponder, type Responder, type ResponderHooks } from './create-responder.ts';
export type { ExhaustedEvent } from './exhausted-event.ts';
export type { Kind, Reason, StorageFacts, Usage } from './facts.ts';
export { isStorageExhaustedError } from './is-storage-exhausted-error.ts';
export type { MediaType } from './negotiate.ts';
export type { RecognitionRule } from './recognition-rule.ts';
export { type OnRuleError, recognize } from './recognize.ts';
export type { Reply } from './reply.ts';
export type { RequestFacts } from './request-facts.ts';
export type { ResponderOptions } from './responder-options.ts';
export { childProcessDiskFull } from './rules/child-process.ts';
export { postgresOutOfMemory, postgresTempFileLimit } from './rules/postgresql.ts';
export { redisSnapshotsFailing } from './rules/redis.ts';
export {
  type Details,
  type SerializeOptions,
  type StorageExhaustedDocument,
  serializeStorageExhausted,
} from './serialize-storage-exhausted.ts';
export { StorageExhaustedError, type StorageExhaustedOptions } from './storage-exhausted-error.ts';
