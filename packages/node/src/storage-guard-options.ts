import type { Guard } from '@http507/guard';

import { expectOptions } from './expect-options.ts';

/** Returns whose upload a request is. */
export type AccountOf<Request> = (request: Request) => string | Promise<string>;

/** What a guarded route can be told, every member optional. */
export interface StorageGuardOptions<Request = unknown> {
  /** Returns whose upload it is; a quota needs it. */
  readonly account?: AccountOf<Request> | undefined;
  /** Returns how many bytes the upload will store, undefined when that is not known; by default its Content-Length. */
  readonly bytes?: ((request: Request) => number | undefined) | undefined;
  /** Returns the length of the version that goes once the upload is stored, in bytes; 0 by default. */
  readonly replacedBytes?: ((request: Request) => number | Promise<number>) | undefined;
  /** `true` when the route passes the body through `meter`: a body whose length is not known is then welcome. */
  readonly metered?: boolean | undefined;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['account', 'function'],
  ['bytes', 'function'],
  ['replacedBytes', 'function'],
  ['metered', 'boolean'],
]);

/** @throws TypeError that names what is unknown or invalid */
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
