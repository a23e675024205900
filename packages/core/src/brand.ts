/**
 * Marks the prototype, so that an error of another copy of this package, of the other module format or of a
 * subclass is known. It identifies and does not authenticate: what is public is still picked by an allow-list.
 */
export const BRAND: unique symbol = Symbol.for('http507.StorageExhaustedError') as never;
