import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MEDIA_TYPES } from './negotiate.ts';
import { render } from './render.ts';
import { checkOptions, type ResponderOptions } from './responder-options.ts';
import { DETAILS, serializeStorageExhausted } from './serialize-storage-exhausted.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

const anyFunction = (): undefined => undefined;

function complaint(options: unknown): string {
  try {
    checkOptions(options as ResponderOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  return '';
}

describe('valid options', () => {
  test('are all optional', () => {
    const defaults = {
      type: 'about:blank',
      detail: DETAILS,
      defaultType: 'application/json',
      requestId: undefined,
      recognize: [],
      onExhausted: undefined,
    };
    expect(checkOptions({})).toStrictEqual(defaults);
    const absent = Object.fromEntries(Object.keys(defaults).map((name) => [name, undefined]));
    expect(checkOptions(absent)).toStrictEqual(defaults);
  });

  test('are used unchanged', () => {
    const options = {
      type: 'https://example.com/problems/full?a=b#c',
      detail: { capacity: 'Full.', quota: 'Yours is full.' },
      defaultType: 'text/html',
      requestId: anyFunction,
      recognize: [anyFunction],
      onExhausted: anyFunction,
    } as const;
    expect(checkOptions(options)).toStrictEqual(options);
    expect(checkOptions({ recognize: false }).recognize).toBe(false);
  });

  test('may contain a sentence for one reason only', () => {
    expect(checkOptions({ detail: { quota: 'Yours is full.' } }).detail).toEqual({
      ...DETAILS,
      quota: 'Yours is full.',
    });
    const absent = { capacity: undefined, quota: undefined } as never;
    expect(checkOptions({ detail: absent }).detail).toEqual(DETAILS);
    expect(checkOptions({ detail: {} }).detail).toEqual(DETAILS);
  });

  test('are copied, so that later changes have no effect', () => {
    const rules = [anyFunction];
    const detail = { quota: 'a' };
    const settings = checkOptions({ recognize: rules, detail });
    rules.push(anyFunction);
    detail.quota = 'b';
    expect(settings.recognize).toHaveLength(1);
    expect(settings.detail.quota).toBe('a');
  });

  test('accept each media type as the default', () => {
    for (const defaultType of MEDIA_TYPES)
      expect(checkOptions({ defaultType }).defaultType).toBe(defaultType);
  });

  test.each([
    'about:blank',
    'urn:example:full',
    'tag:example.com,2024:full',
    'https://example.com/%C3%A9',
    'http://[::1]/',
  ])('accept this type: %s', (type) => {
    expect(checkOptions({ type }).type).toBe(type);
  });
});

describe('an invalid option is rejected by name', () => {
  test.each<[string, unknown]>([
    ['options', null],
    ['options', 5],
    ['options', 'text/html'],
    ['options', []],
    ['options', anyFunction],
    ['options.type', ''],
    ['options.type', 'full'],
    ['options.type', '/problems/full'],
    ['options.type', '//example.com/full'],
    ['options.type', 'https://'],
    ['options.type', 'https://example.com/a b'],
    ['options.type', 'https://example.com/é'],
    ['options.type', 'https://example.com/"'],
    ['options.type', 'https://example.com/<b>'],
    ['options.type', 'https://example.com/\n'],
    ['options.type', ' about:blank'],
    ['options.type', null],
    ['options.type', new URL('https://example.com')],
    ['options.detail', null],
    ['options.detail', 'Full.'],
    ['options.detail', ['Full.']],
    ['options.detail.capacity', { capacity: '' }],
    ['options.detail.capacity', { capacity: ' \n' }],
    ['options.detail.capacity', { capacity: 5 }],
    ['options.detail.quota', { quota: null }],
    ['options.detail.quota', { quota: ['Full.'] }],
    ['options.detail.other', { other: 'Full.' }],
    ['options.detail.other', { other: undefined }],
    ['options.detail.__proto__', JSON.parse('{"__proto__":"Full."}')],
    ['options.detail.toString', { toString: 'Full.' }],
    ['options.defaultType', ''],
    ['options.defaultType', 'json'],
    ['options.defaultType', 'TEXT/HTML'],
    ['options.defaultType', 'text/html; charset=utf-8'],
    ['options.defaultType', null],
    ['options.defaultType', ['text/html']],
    ['options.requestId', 'id'],
    ['options.requestId', null],
    ['options.onExhausted', {}],
    ['options.onExhausted', null],
    ['options.recognize', true],
    ['options.recognize', null],
    ['options.recognize', anyFunction],
    ['options.recognize', [anyFunction, 'rule']],
    ['options.recognize', [undefined]],
    ['options.recognize', Object.assign([], { length: 1 })],
    ['options.recognize', new Set([anyFunction])],
  ])('%s: %o', (member, value) => {
    const name = member.split('.')[1];
    const text = complaint(name === undefined ? value : { [name]: value });
    expect(text === '' ? 'no complaint' : text).toMatch(
      new RegExp(`^${member.replaceAll('.', '\\.')} (?:must be|is not) `),
    );
  });

  test('also if it is unknown, whatever its value', () => {
    expect(complaint({ detial: {} })).toBe('options.detial is not an option');
    expect(complaint({ logger: undefined })).toBe('options.logger is not an option');
    expect(complaint({ status: 507 })).toBe('options.status is not an option');
  });

  test('and only TypeErrors are thrown, whatever the options are', () => {
    const names = ['type', 'detail', 'defaultType', 'requestId', 'recognize', 'onExhausted'];
    const members = fc.record(Object.fromEntries(names.map((name) => [name, fc.anything()])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(fc.oneof(fc.anything(), members), (options) => {
        expect(complaint(options)).toMatch(/^(?:options[. ]|$)/);
      }),
    );
  });
});

describe('the longest body', () => {
  const largest = Number.MAX_SAFE_INTEGER;
  const errors = [true, false].flatMap((temporary) => [
    new StorageExhaustedError({ temporary, retryAfter: largest }),
    new StorageExhaustedError({
      reason: 'quota',
      temporary,
      retryAfter: largest,
      usage: { usedBytes: largest, quotaBytes: largest },
    }),
  ]);

  function longestBody(options: ResponderOptions): number {
    const { type, detail } = checkOptions(options);
    const lengths = errors.flatMap((error) =>
      MEDIA_TYPES.map((mediaType) => {
        const document = serializeStorageExhausted(error, { requestId: '~'.repeat(128), type, detail });
        return Buffer.byteLength(render(document, mediaType));
      }),
    );
    return Math.max(...lengths);
  }

  test('is shorter than 1 kB by default', () => {
    expect(longestBody({})).toBeLessThan(1024);
  });

  test.each<[string, (length: number) => ResponderOptions]>([
    ['the sentence for capacity', (length) => ({ detail: { capacity: 'x'.repeat(length) } })],
    ['the sentence for quota', (length) => ({ detail: { quota: 'x'.repeat(length) } })],
    ['a sentence that HTML escapes', (length) => ({ detail: { quota: '"'.repeat(length) } })],
    ['a sentence that JSON escapes', (length) => ({ detail: { capacity: `x${'\u0001'.repeat(length)}` } })],
    ['a sentence in another script', (length) => ({ detail: { capacity: '容'.repeat(length) } })],
    ['the type', (length) => ({ type: `https://example.com/${'x'.repeat(length)}` })],
  ])('is shorter than 1 kB with all options that are accepted: %s', (_name, options) => {
    let length = 1;
    while (complaint(options(length)) === '') length += 1;
    expect(length).toBeGreaterThan(10);
    expect(complaint(options(length))).toMatch(/^options\.detail\.(?:capacity|quota) must be shorter/);
    expect(longestBody(options(length - 1))).toBeLessThan(1024);
  });

  test('is rejected with the reason and the bytes if it is too long', () => {
    const text = complaint({ detail: { quota: 'x'.repeat(2_000) } });
    expect(text).toMatch(/^options\.detail\.quota must be shorter/);
    expect(text).toMatch(/\d{4} of \d+ bytes/);
  });
});
