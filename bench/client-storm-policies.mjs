import { retryDelay } from '../packages/client/dist/retry-delay.js';
import { importFrom } from './servers/import-from.mjs';

const { exponentialDelay } = await importFrom('client', 'axios-retry');

const WITHIN = 5 * 60_000;

/** The error that axios-retry's functions look at. */
function errorWith(retryAfter) {
  return {
    response: { status: 507, headers: retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` } },
  };
}

/**
 * What a client does after a refusal. `delay` returns the milliseconds until it sends again, or undefined if it gives up.
 *
 * `refusals` counts this one, `retryAfter` is in seconds, and `elapsed` are the milliseconds since the upload began.
 */
export const POLICIES = [
  {
    name: 'axios-retry, defaults',
    kind: 'axios',
    options: { retries: 3 },
    delay: ({ refusals, retryAfter = 0 }) => (refusals > 3 ? undefined : retryAfter * 1000),
  },
  {
    name: 'axios-retry, 10 retries',
    kind: 'axios',
    options: { retries: 10, retryDelay: exponentialDelay },
    delay: ({ refusals, retryAfter }) =>
      refusals > 10 ? undefined : exponentialDelay(refusals, errorWith(retryAfter)),
  },
  {
    name: 'got',
    kind: 'got',
    // got, source/core/calculate-retry-delay.ts.
    delay: ({ refusals, retryAfter }) => {
      if (refusals > 10) return undefined;
      return retryAfter ? retryAfter * 1000 : 2 ** (refusals - 1) * 1000 + Math.random() * 100;
    },
  },
  {
    name: 'this package',
    kind: 'ours',
    within: WITHIN,
    delay: ({ refusals, retryAfter, elapsed }) => {
      const delay = retryDelay(refusals - 1, retryAfter, Math.random());
      return elapsed + delay > WITHIN ? undefined : delay;
    },
  },
  { name: 'this package, shared', kind: 'shared', within: WITHIN },
];
