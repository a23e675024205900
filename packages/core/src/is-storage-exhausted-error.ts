import { BRAND } from './brand.ts';
import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/** Tells whether a thrown value is a StorageExhaustedError, of whichever copy of this package; never throws. */
export function isStorageExhaustedError(thrown: unknown): thrown is StorageExhaustedError {
  try {
    return (thrown as { [BRAND]?: unknown } | undefined)?.[BRAND] === true;
  } catch {
    return false;
  }
}
