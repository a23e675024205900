import { BRAND } from './brand.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** Returns whether a value is a StorageExhaustedError, including one created by another copy of this package. Never throws. */
export function isStorageExhaustedError(thrown: unknown): thrown is StorageExhaustedError {
  try {
    return (thrown as { [BRAND]?: unknown } | undefined)?.[BRAND] === true;
  } catch {
    return false;
  }
}
