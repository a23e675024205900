import type { Guard } from '@http507/guard';

import { expectOptions } from './expect-options.ts';

/** Returns the account that an upload belongs to. */
export type AccountOf<Request> = (request: Request) => string | Promise<string>;

/** Options of guarded routes. All are optional. */
export interface StorageGuardOptions<Request = unknown> {
  /** Returns the account that the upload belongs to. Quotas require it. */
  readonly account?: AccountOf<Request> | undefined;
  /** Returns how many bytes the upload will store, or undefined if unknown. Default: its Content-Length. */
  readonly bytes?: ((request: Request) => number | undefined) | undefined;
  /** Returns the length in bytes of the version that the upload replaces. Default: 0. */
  readonly replacedBytes?: ((request: Request) => number | Promise<number>) | undefined;
  /** `true` if the route stores the body with `storeFile` or passes it through `meter`. Bodies of unknown length are then admitted. */
  readonly metered?: boolean | undefined;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['account', 'function'],
  ['bytes', 'function'],
  ['replacedBytes', 'function'],
  ['metered', 'boolean'],
]);

/** @throws TypeError with the name of an unknown or invalid option */
export function checkGuard(guard: Guard, options: StorageGuardOptions<never>): void {
  if (typeof guard?.reserve !== 'function') throw new TypeError('guard must be a guard');
  expectOptions(options);
  for (const [name, value] of Object.entries(options)) {
    const type = TYPES.get(name);
    if (!type) throw new TypeError(`options.${name} is not an option`);
    if (value !== undefined && typeof value !== type)
      throw new TypeError(`options.${name} must be a ${type}`);
  }
}
