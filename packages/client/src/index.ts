export { type AnsweredRequest, insufficientStorage } from './insufficient-storage.ts';
export {
  InsufficientStorageError,
  type InsufficientStorageFacts,
  isInsufficientStorageError,
  type Obstacle,
  type Reason,
  type RetryAfter,
} from './insufficient-storage-error.ts';
