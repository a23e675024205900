import { expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

test.each<[string, object]>([
  ['http-errors', { status: 507, statusCode: 507 }],
  ['undici', { statusCode: 507, code: 'UND_ERR_RESPONSE' }],
  ['axios', { code: 'ERR_BAD_RESPONSE', response: { status: 507 } }],
  ['gaxios', { code: '507', status: 507, response: { status: 507 } }],
  ['got', { name: 'HTTPError', response: { statusCode: 507 } }],
  ['ky', { name: 'HTTPError', response: new Response(null, { status: 507 }) }],
])('507 is recognized as %s has it', (_name, error) => {
  expect(recognize(error)?.kind).toBe('upstream');
});

test.each<[string, object]>([
  ['another status', { name: 'HTTPError', response: { statusCode: 503 } }],
  ['no response', { code: 'ERR_BAD_RESPONSE' }],
  ['a text', { status: '507' }],
  ['a code alone', { code: '507' }],
  ['a number alone', { errno: 507 }],
])('it is not recognized by %s', (_name, error) => {
  expect(recognize(error)).toBeUndefined();
});
