import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type AnsweredRequest, parseInsufficientStorage } from './parse-insufficient-storage.ts';

const NOW = Date.UTC(2026, 0, 1);

function parse(body: string, headers: Record<string, string> = {}, request: AnsweredRequest = {}) {
  return parseInsufficientStorage({ ...request, headers: (name) => headers[name], body, now: NOW });
}

describe('Retry-After', () => {
  test.each([
    ['120', 120],
    ['0', 0],
    ['999999999', 999_999_999],
    [new Date(NOW + 90_500).toUTCString(), 90],
  ])('%s', (value, seconds) => {
    expect(parse('', { 'retry-after': value }).retryAfter).toEqual({
      seconds,
      date: new Date(NOW + seconds * 1000),
    });
  });

  test.each(['', '-5', '1.5', '1e3', '12345678901234567890', 'soon', new Date(NOW - 5000).toUTCString()])(
    'that is odd, as %j, is absent',
    (value) => {
      expect(parse('', { 'retry-after': value })).not.toHaveProperty('retryAfter');
    },
  );
});

describe('a request may be sent again', () => {
  test.each<[string, AnsweredRequest]>([
    ['as far as the response tells', {}],
    ['for PUT', { method: 'PUT' }],
    ['for put, as axios writes it', { method: 'put' }],
    ['for POST with an Idempotency-Key', { method: 'POST', hasIdempotencyKey: true }],
  ])('%s', (_, request) => {
    expect(parse('{"reason":"capacity","temporary":true}', {}, request)).toMatchObject({
      mayRetry: true,
      message: 'Insufficient storage',
    });
  });
});

describe('a request must not be sent again', () => {
  test.each<[string, string, AnsweredRequest]>([
    ['quota', '{"reason":"quota"}', { method: 'PUT' }],
    ['quota', '{"reason":"quota","temporary":true}', { method: 'POST', canReplay: false }],
    ['lasting', '{"temporary":false}', { method: 'POST', canReplay: false }],
    ['method', '', { method: 'POST' }],
    ['method', '', { method: 'PATCH' }],
    ['method', '', { method: 'PUTS', canReplay: false }],
    ['body', '', { method: 'PUT', canReplay: false }],
    ['body', '', { method: 'POST', hasIdempotencyKey: true, canReplay: false }],
  ])('because of %s: %s, %j', (obstacle, body, request) => {
    const error = parse(body, {}, request);
    expect(error).toMatchObject({ obstacle, mayRetry: false });
    expect(error.message).toBe(`Insufficient storage (no retry: ${obstacle})`);
  });
});

describe('what is odd is absent', () => {
  test.each([
    ['null', {}],
    ['[]', {}],
    ['"text"', {}],
    ['{"detail":5,"reason":"cosmic","temporary":"yes","retryAfter":-1,"usedBytes":1.5}', {}],
    ['{"detail":{"a b":"c d"},"message":["a b"],"error":{"message":null}}', {}],
    ['{"detail":"broken off in the mid', {}],
    ['{\n  "foo": "some words",\n  "bar": 1\n}', {}],
    ['<html><body><pre>Error at /srv/app.js:1', {}],
    ['\u001f\u008b\u0008 binary \ufffd body', {}],
    ['full', {}],
  ])('%j', (body, facts) => {
    const { temporary, ...rest } = { ...parse(body) };
    expect(temporary).toBe(true);
    expect(rest).toEqual(facts);
  });

  test.each(['two words', 'a'.repeat(129), '<b>', '"quoted"', ''])('the request id %j', (id) => {
    expect(parse('', { 'x-request-id': id })).not.toHaveProperty('requestId');
    expect(parse(JSON.stringify({ requestId: id }), { 'x-request-id': '9f0c' }).requestId).toBe('9f0c');
  });
});

test('a detail is one line without control characters and changes of direction', () => {
  const { detail } = parse(JSON.stringify({ detail: `a\u0000\u202e b\n\nc ${'d'.repeat(600)}` }));
  expect(detail).toMatch(/^a b c d+$/);
  expect(detail).toHaveLength(500);
});

test('whatever the body and the headers are, there is an error of the one class', () => {
  const word = fc.constantFrom(
    '{"',
    '":',
    '"reason"',
    'quota',
    '<p>',
    '<message>',
    '&#9999999;',
    '&constructor;',
    '"retryAfter":',
    '1e9',
    'Used: ',
    ' of ',
    '9'.repeat(20),
    'Request id: ',
    '\n',
    '\\u0000',
    '}',
  );
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.array(word).map((words) => words.join('')),
  );
  fc.assert(
    fc.property(body, fc.string(), fc.string(), (text, retryAfter, id) => {
      const error = parse(text, { 'retry-after': retryAfter, 'x-request-id': id });
      expect(error.name).toBe('InsufficientStorageError');
      expect(error.retryAfter?.date.getTime()).not.toBeNaN();
      expect(error.detail?.length ?? 0).toBeLessThanOrEqual(500);
      expect(error.requestId ?? 'a').toMatch(/^[\w.~:+/=@-]{1,128}$/);
    }),
    { numRuns: 2000 },
  );
});

test.each(['<', '<p', '"detail":"\\', 'Used: 1', 'Reason: a', 'request id', '&#', ' ', '{"a":', 'message>'])(
  '64 kB of %j are read to the end',
  (part) => {
    const body = part.repeat(65_536 / part.length);
    expect(parse(body).name).toBe('InsufficientStorageError');
  },
);
