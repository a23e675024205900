import { expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

test.each<[string, object]>([
  [
    'B2 through axios',
    { status: 403, response: { status: 403, data: { status: 403, code: 'storage_cap_exceeded' } } },
  ],
  [
    'B2 through got',
    { name: 'HTTPError', response: { statusCode: 403, body: { code: 'storage_cap_exceeded' } } },
  ],
  ['Box', { statusCode: 403, response: { body: { code: 'storage_limit_exceeded' } } }],
  ['Box, its newer SDK', { statusCode: 403, responseInfo: { code: 'storage_limit_exceeded' } }],
  ['Microsoft Graph', { statusCode: 507, code: 'quotaLimitReached' }],
  ['Microsoft Graph through fetch', { status: 403, body: { error: { code: 'quotaLimitReached' } } }],
])('recognizes the quota of %s', (_name, error) => {
  expect(recognize(error)?.reason).toBe('quota');
});

test.each<[string, object]>([
  ['a 403 with another code', { status: 403, response: { data: { code: 'transaction_cap_exceeded' } } }],
  ['a 403 without a body', { status: 403 }],
  ['a body that is text', { status: 403, body: 'storage_cap_exceeded', error: 'storage_cap_exceeded' }],
  [
    'the code with a status of success',
    { status: 200, response: { data: { code: 'storage_cap_exceeded' } } },
  ],
])('does not recognize %s', (_name, error) => {
  expect(recognize(error)).toBeUndefined();
});
