import type { StorageExhaustedError } from './storage-exhausted-error.ts';

/**
 * Marks the prototype, so that an error of another copy of this package, of the other module format or of a
 * subclass is known. It identifies and does not authenticate: what is public is still picked by an allow-list.
 */
export const BRAND: unique symbol = Symbol.for('http507.StorageExhaustedError') as never;

/** Tells whether a thrown value is a StorageExhaustedError, of whichever copy of this package; never throws. */
export function isStorageExhaustedError(thrown: unknown): thrown is StorageExhaustedError {
  try {
    return typeof thrown === 'object' && thrown !== null && (thrown as { [BRAND]?: unknown })[BRAND] === true;
  } catch {
    return false;
  }
}
