import type { Guard, GuardHealth } from '@http507/guard';

import { expectOptions } from './expect-options.ts';

/** Options of health checks. All are optional. */
export interface StorageHealthOptions {
  /**
   * `true` reports a failure while nothing can be stored. Set it only for a check that decides where uploads are sent: a service that is full
   * still reads and deletes, and a restart frees nothing. Default: false.
   */
  readonly failWhenFull?: boolean | undefined;
}

/** What a health check tells. It contains no paths and no errors. */
export interface StorageHealth extends GuardHealth {
  /** Whether the check succeeds. */
  readonly ok: boolean;
}

/** Checks the health of a guard. Never rejects. */
export type CheckStorageHealth = () => Promise<StorageHealth>;

/**
 * Returns the health check that those of all frameworks are built on.
 *
 * @throws TypeError with the name of an unknown or invalid option
 */
export function createStorageHealth(guard: Guard, options: StorageHealthOptions = {}): CheckStorageHealth {
  if (typeof guard?.health !== 'function') throw new TypeError('guard must be a guard');
  expectOptions(options);
  const { failWhenFull = false, ...unknown } = options;
  for (const name of Object.keys(unknown)) throw new TypeError(`options.${name} is not an option`);
  if (typeof failWhenFull !== 'boolean') throw new TypeError('options.failWhenFull must be a boolean');
  return async () => {
    const { state, checks } = await healthOf(guard);
    return { ok: state === 'ok' || !failWhenFull, state, checks };
  };
}

/** Returns the health without anything that is not for clients, which a guard of your own may add. */
async function healthOf(guard: Guard): Promise<GuardHealth> {
  try {
    const { state, checks } = await guard.health();
    return { state, checks: checks.map((check) => ({ name: check.name, state: check.state })) };
  } catch {
    return { state: 'unavailable', checks: [] };
  }
}
