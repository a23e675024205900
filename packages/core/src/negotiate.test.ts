import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { MEDIA_TYPES, type MediaType, negotiate as select } from './negotiate.ts';

const JSON_ = 'application/json';
const PROBLEM = 'application/problem+json';
const TEXT = 'text/plain';
const HTML = 'text/html';

/** Returns the media type of a reply. */
function negotiate(accept: unknown, defaultType: MediaType): MediaType {
  return select(accept, [defaultType, ...MEDIA_TYPES]);
}

describe('the media type', () => {
  test.each<[unknown, string]>([
    // No preference.
    [undefined, JSON_],
    ['', JSON_],
    ['*/*', JSON_],
    ['*/*;q=0.1', JSON_],
    [' ', JSON_],
    [',', JSON_],
    // One of the four types.
    ['application/json', JSON_],
    ['application/problem+json', PROBLEM],
    ['text/plain', TEXT],
    ['text/html', HTML],
    ['TEXT/HTML', HTML],
    ['\ttext/html ', HTML],
    // Ranges.
    ['application/*', JSON_],
    ['text/*', TEXT],
    ['text/*, */*;q=0.5', TEXT],
    // The quality decides, then the specificity, then the order of the client.
    ['text/html;q=0.5, application/problem+json', PROBLEM],
    ['application/json;q=0.5, text/plain;q=0.6', TEXT],
    ['application/json;q=0.001, text/plain;q=0', JSON_],
    ['text/html, application/problem+json', HTML],
    ['application/problem+json, application/json', PROBLEM],
    ['application/json, application/problem+json', JSON_],
    ['*/*, text/html', HTML],
    // Rejected by the client.
    ['application/json;q=0, text/html', HTML],
    ['application/json;q=0, */*', PROBLEM],
    ['application/json;q=0.0, application/problem+json;q=0.000, */*', TEXT],
    ['*/*, text/*;q=0, application/json;q=0', PROBLEM],
    // Nothing available: the default, never a 406.
    ['image/png', JSON_],
    ['application/xml, image/*', JSON_],
    ['*/*;q=0', JSON_],
    ['application/json;q=0', JSON_],
    ['text/html;level=1', JSON_],
    ['application/vnd.git-lfs+json', JSON_],
    // Headers of real clients.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8', HTML],
    ['application/json, text/plain, */*', JSON_],
    ['application/json, */*;q=0.5', JSON_],
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', HTML],
    // With the character set of every reply.
    ['text/html; charset=utf-8', HTML],
    ['text/html;charset="utf-8"', HTML],
    ['text/plain; charset=UTF-8; q=0.5, image/png', TEXT],
    ['application/problem+json; charset=utf-8', PROBLEM],
    ['text/html; charset=iso-8859-1', JSON_],
    // Quoted parameters, with separators in them.
    ['application/problem+json;profile="a,b;c", text/html', HTML],
    ['text/html;q="0.5", text/plain;q="0.9"', TEXT],
    ['image/png;a="\\"", text/html', HTML],
    // Malformed.
    ['text', JSON_],
    ['text/', JSON_],
    ['/', JSON_],
    ['text/html;q=x, text/plain', TEXT],
    ['text/html;q', HTML],
    ['text/html;constructor=x, text/plain', TEXT],
    ['text/html;__proto__=x, text/plain', TEXT],
    [';;;;', JSON_],
    // Not a string.
    [null, JSON_],
    [5, JSON_],
    [['text/html'], JSON_],
    [{ toString: () => 'text/html' }, JSON_],
  ])('for %j is %s', (accept, expected) => {
    expect(negotiate(accept, JSON_)).toBe(expected);
  });
});

describe('a different default', () => {
  test.each(MEDIA_TYPES)('is used for clients that do not ask for a type: %s', (defaultType) => {
    for (const accept of [undefined, '', '*/*', 'image/png', '*/*;q=0.3'])
      expect(negotiate(accept, defaultType)).toBe(defaultType);
  });

  test('is overridden by the type that a client asks for', () => {
    expect(negotiate('application/json', HTML)).toBe(JSON_);
    expect(negotiate('application/json; charset=utf-8', HTML)).toBe(JSON_);
    expect(negotiate('text/plain, */*', HTML)).toBe(TEXT);
  });

  test('is preferred within a range', () => {
    expect(negotiate('text/*', HTML)).toBe(HTML);
    expect(negotiate('application/*', PROBLEM)).toBe(PROBLEM);
    expect(negotiate('text/html;q=0, */*', HTML)).toBe(JSON_);
  });
});

describe('any header', () => {
  test('yields one of the four types and never throws', () => {
    const pieces = fc.constantFrom(
      ...'text/html application/json */* text/* ;q= ; , " \\ = 0 1'.split(' '),
      ' ',
    );
    const accept = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(accept, fc.constantFrom(...MEDIA_TYPES), (header, defaultType) => {
        expect(MEDIA_TYPES).toContain(negotiate(header, defaultType));
      }),
      { numRuns: 2000 },
    );
  });

  test('is parsed in bounded time', () => {
    const started = performance.now();
    for (const accept of [
      'a/b,'.repeat(4_000),
      `text/html${';a=1'.repeat(4_000)}`,
      `text/html;a="${'\\'.repeat(16_000)}`,
      ' '.repeat(16_000),
      `text/html${' '.repeat(16_000)};q=1`,
    ])
      for (let run = 0; run < 100; run += 1) expect(negotiate(accept, JSON_)).toBe(JSON_);
    for (const piece of ['a/b,', ';a=1', ' ', '"\\', 'a/b;q=0,'])
      for (let run = 0; run < 100; run += 1) negotiate(piece.repeat(1024 / piece.length), JSON_);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('is parsed up to 1 kB', () => {
    const long = (length: number): string => `text/html,${'a/b,'.repeat(300)}`.slice(0, length);
    expect(negotiate(long(1024), JSON_)).toBe(HTML);
    expect(negotiate(long(1025), JSON_)).toBe(JSON_);
  });
});
