import { StorageExhaustedError, type StorageExhaustedOptions } from '@http507/core';
import type { ProfileOption } from '@http507/core/profiles';

import { REQUEST_ID } from './golden.ts';
import type { RouteContext, Scenario } from './subject.ts';

/** A shortage of capacity and a used up quota, as in the golden answers. */
export const CAPACITY: StorageExhaustedOptions = { retryAfter: 120 };
export const QUOTA: StorageExhaustedOptions = {
  reason: 'quota',
  usage: { usedBytes: 10_485_000, quotaBytes: 10_485_760 },
};

/** Returns an application with a profile. */
export function profileScenario(
  profile: ProfileOption,
  error = CAPACITY,
  before: (context: RouteContext) => void = () => {},
): Scenario {
  return {
    options: { logger: false, requestId: () => REQUEST_ID, profile },
    route(context) {
      before(context);
      throw new StorageExhaustedError('a note', error);
    },
  };
}
