import { expect, test } from 'vitest';

import { recognize } from '../recognize.ts';

test.each<[string, object]>([
  ['http-errors', { status: 507, statusCode: 507 }],
  ['undici', { statusCode: 507, code: 'UND_ERR_RESPONSE' }],
  ['axios', { code: 'ERR_BAD_RESPONSE', response: { status: 507 } }],
  ['gaxios', { code: '507', status: 507, response: { status: 507 } }],
  ['got', { name: 'HTTPError', response: { statusCode: 507 } }],
  ['ky', { name: 'HTTPError', response: new Response(null, { status: 507 }) }],
  ['superagent', { status: 507, response: { status: 507, statusCode: 507 } }],
  ['request-promise', { name: 'StatusCodeError', statusCode: 507, response: { statusCode: 507 } }],
  ['ofetch', { name: 'FetchError', response: new Response(null, { status: 507 }) }],
  ['a generated client', { name: 'ResponseError', response: new Response(null, { status: 507 }) }],
  ['graphql-request', { response: { status: 507, errors: [] }, request: {} }],
  ['soap', { root: {}, response: { statusCode: 507 }, body: '' }],
  ['a client with text', { response: { status: '507' } }],
  ['a wrapper with its own status', { status: 502, response: { status: 507 } }],
])('recognizes a 507 response in the error of %s', (_name, error) => {
  expect(recognize(error)?.kind).toBe('upstream');
});

test.each<[string, object]>([
  ['another status', { name: 'HTTPError', response: { statusCode: 503 } }],
  ['a response to a client error', { status: 422, response: { status: 507 } }],
  ['a response without a status', { response: {} }],
  ['a response that is text', { response: '507' }],
  ['a status that throws', { response: Object.defineProperty({}, 'status', { get: () => JSON.parse('') }) }],
  ['no response', { code: 'ERR_BAD_RESPONSE' }],
  ['a text', { status: '507' }],
  ['a code alone', { code: '507' }],
  ['a number alone', { errno: 507 }],
])('does not recognize %s', (_name, error) => {
  expect(recognize(error)).toBeUndefined();
});
