import {
  createStorageHealth,
  type Guard,
  type StorageHealth,
  type StorageHealthOptions,
} from '@http507/node';
import { Inject } from '@nestjs/common';

/** The injection token for the guard of StorageGuardModule. */
export const GUARD: unique symbol = Symbol('http507.StorageGuard');

/** The result of a health indicator of @nestjs/terminus. */
export type StorageHealthResult<Key extends string> = Record<
  Key,
  { readonly status: 'up' | 'down'; readonly storage: StorageHealth['state'] }
>;

/** A health indicator for @nestjs/terminus, for the guard of StorageGuardModule. */
export class StorageHealthIndicator {
  readonly #guard: Guard;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  /**
   * Returns the state of the storage under a key. The status is `up` as long as the service can read, unless `failWhenFull` is set.
   *
   * @throws TypeError (as a rejection) with the name of an unknown or invalid option
   */
  async check<Key extends string>(
    key: Key,
    options?: StorageHealthOptions,
  ): Promise<StorageHealthResult<Key>> {
    const { ok, state } = await createStorageHealth(this.#guard, options)();
    return { [key]: { status: ok ? 'up' : 'down', storage: state } } as StorageHealthResult<Key>;
  }
}

// Called as a function, because the build emits no decorator metadata.
Inject(GUARD)(StorageHealthIndicator, undefined, 0);
