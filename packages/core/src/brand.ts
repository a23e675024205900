/**
 * Marks the prototype, so that errors created by subclasses, another copy of this package or its other module format are recognized.
 * It does not authenticate: an allow-list still selects the members that are public.
 */
export const BRAND: unique symbol = Symbol.for('http507.StorageExhaustedError') as never;
