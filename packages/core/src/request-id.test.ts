import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { RequestFacts } from './request-facts.ts';
import { parseRequestId, requestIdOf } from './request-id.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;
const VALID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:+/=@-';

function idOf(facts: Partial<RequestFacts>, callback?: (request: unknown) => unknown): string {
  return requestIdOf({ request: undefined, method: 'GET', ...facts }, callback);
}

describe('a valid id', () => {
  test('contains only these characters', () => {
    const valid: string[] = [];
    for (let code = 0; code < 0x300; code += 1) {
      const character = String.fromCharCode(code);
      if (parseRequestId(character) === character) valid.push(character);
    }
    expect(valid.sort().join('')).toBe(VALID.split('').sort().join(''));
  });

  test('has 1 to 128 characters', () => {
    expect(parseRequestId('')).toBeUndefined();
    expect(parseRequestId('a'.repeat(128))).toBe('a'.repeat(128));
    expect(parseRequestId('a'.repeat(129))).toBeUndefined();
    expect(parseRequestId('a'.repeat(1_000_000))).toBeUndefined();
  });

  test('has no invalid character at any position', () => {
    for (const bad of [
      '\n',
      '\r\n',
      ' ',
      ',',
      '"',
      '<',
      '>',
      '&',
      '\\',
      '\0',
      '\u2028',
      'é',
      '%',
      ';',
      '{',
    ]) {
      for (const text of [`${bad}a`, `a${bad}`, `a${bad}b`]) expect(parseRequestId(text)).toBeUndefined();
    }
  });

  test('may be a number, such as a counter', () => {
    expect(parseRequestId(0)).toBe('0');
    expect(parseRequestId(42)).toBe('42');
  });

  test('is not NaN or Infinity', () => {
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      expect(parseRequestId(number)).toBeUndefined();
  });

  test.each<[unknown]>([[undefined], [null], [true], [5n], [Symbol('id')], [['id']], [Object('id')], [{}]])(
    'is not %s',
    (value) => {
      expect(parseRequestId(value)).toBeUndefined();
    },
  );

  test('is used unchanged or not at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.anything()), (value) => {
        const id = parseRequestId(value);
        expect(id === undefined || id === String(value)).toBe(true);
      }),
    );
  });
});

describe('the sources', () => {
  const all = { announcedId: 'announced', id: 'framework', inboundId: 'inbound', traceparent: TRACEPARENT };

  test('are tried in this order: callback, framework, client, trace, new UUID', () => {
    expect(idOf(all, () => 'callback')).toBe('callback');
    expect(idOf(all)).toBe('announced');
    expect(idOf({ ...all, announcedId: undefined })).toBe('framework');
    expect(idOf({ inboundId: 'inbound', traceparent: TRACEPARENT })).toBe('inbound');
    expect(idOf({ traceparent: TRACEPARENT })).toBe(TRACE);
    expect(idOf({})).toMatch(UUID);
  });

  test('are skipped if they return invalid values', () => {
    const bad = 'two words';
    expect(idOf({ ...all, announcedId: bad }, () => bad)).toBe('framework');
    expect(idOf({ ...all, announcedId: ['a'], id: bad })).toBe('inbound');
    expect(idOf({ announcedId: bad, id: bad, inboundId: bad, traceparent: TRACEPARENT })).toBe(TRACE);
    expect(idOf({ announcedId: bad, id: bad, inboundId: bad, traceparent: bad })).toMatch(UUID);
  });

  test('do not truncate an id that is too long', () => {
    expect(idOf({ inboundId: 'a'.repeat(129) })).toMatch(UUID);
  });

  test('return a new UUID each time', () => {
    expect(new Set(Array.from({ length: 100 }, () => idOf({}))).size).toBe(100);
  });

  test('accept a number from the framework', () => {
    expect(idOf({ id: 1 })).toBe('1');
  });

  test('return a valid id for any values', () => {
    const any = fc.anything({ withBigInt: true, withNullPrototype: true });
    fc.assert(
      fc.property(any, any, any, any, any, (a, b, c, d, e) => {
        const id = idOf({ announcedId: a, id: b, inboundId: c, traceparent: d }, () => e);
        expect(parseRequestId(id)).toBe(id);
      }),
    );
  });
});

describe('the callback', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  beforeEach(() => {
    unhandled.length = 0;
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    process.off('unhandledRejection', note);
  });

  test("receives the framework's request", () => {
    const request = { url: '/' };
    let got: unknown;
    requestIdOf({ request, method: 'GET' }, (given) => {
      got = given;
    });
    expect(got).toBe(request);
  });

  test('may return a number', () => {
    expect(idOf({ id: 'x' }, () => 7)).toBe('7');
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('canary');
      },
    ],
    ['gives nothing', () => undefined],
    ['gives an empty text', () => ''],
    ['gives an object', () => ({ toString: () => 'canary' })],
    ['gives a line break', () => 'a\r\nSet-Cookie: canary'],
    ['gives a promise', () => Promise.resolve('canary')],
    ['gives a promise that rejects', () => Promise.reject(new Error('canary'))],
  ])('is skipped if it %s', async (_name, callback) => {
    expect(idOf({ id: 'framework' }, callback)).toBe('framework');
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});

describe('a traceparent', () => {
  test.each([
    ['version 00', TRACEPARENT],
    ['without the sampled flag', `00-${TRACE}-b7ad6b7169203331-00`],
    ['with flags of a later version', `00-${TRACE}-b7ad6b7169203331-ff`],
    ['a later version', `cc-${TRACE}-b7ad6b7169203331-01`],
    ['a later version with more to say', `01-${TRACE}-b7ad6b7169203331-01-what-the-future-brings`],
  ])('provides its trace id: %s', (_name, traceparent) => {
    expect(idOf({ traceparent })).toBe(TRACE);
  });

  test.each<[string, unknown]>([
    ['version ff', `ff-${TRACE}-b7ad6b7169203331-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`],
    ['a parent id of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['more to say in version 00', `${TRACEPARENT}-more`],
    ['a dash too many in version 00', `${TRACEPARENT}-`],
    ['capitals', TRACEPARENT.toUpperCase()],
    ['a short trace id', `00-${TRACE.slice(1)}-b7ad6b7169203331-01`],
    ['a long trace id', `00-${TRACE}0-b7ad6b7169203331-01`],
    ['a short parent id', `00-${TRACE}-b7ad6b716920333-01`],
    ['no flags', `00-${TRACE}-b7ad6b7169203331`],
    ['long flags', `00-${TRACE}-b7ad6b7169203331-011`],
    ['a later version with something stuck to it', `01-${TRACE}-b7ad6b7169203331-01.what`],
    ['a letter that is no digit', `00-${TRACE.replace('a', 'g')}-b7ad6b7169203331-01`],
    ['a space before it', ` ${TRACEPARENT}`],
    ['two of them', `${TRACEPARENT}, ${TRACEPARENT}`],
    ['a list', [TRACEPARENT]],
    ['nothing', ''],
  ])('is ignored if it is invalid: %s', (_name, traceparent) => {
    expect(idOf({ traceparent })).toMatch(UUID);
  });
});
