import { describe, expect, test } from 'vitest';

import { createResponder } from './create-responder.ts';
import { MEDIA_TYPES, type MediaType } from './negotiate.ts';
import type { Reply } from './reply.ts';
import type { RequestFacts } from './request-facts.ts';
import { StorageExhaustedError, type StorageExhaustedOptions } from './storage-exhausted-error.ts';

function replyTo(
  facts: Partial<RequestFacts> = {},
  mediaType: MediaType = 'application/json',
  options: StorageExhaustedOptions = {},
): Reply {
  const responder = createResponder({ defaultType: mediaType });
  const request: RequestFacts = { request: {}, method: 'PUT', id: 'id-1', ...facts };
  return responder.reply(responder.describe(new StorageExhaustedError(options), request), request);
}

const bytes = (text: string): string => String(Buffer.byteLength(text));

describe('the headers', () => {
  test('are exactly these', () => {
    const { status, headers, body, requestId } = replyTo();
    expect(status).toBe(507);
    expect(requestId).toBe('id-1');
    expect(headers).toStrictEqual({
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': bytes(body),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': 'id-1',
      Vary: 'Accept',
    });
  });

  test.each(MEDIA_TYPES)('are the same for every representation: %s', (mediaType) => {
    const { headers, body } = replyTo({}, mediaType, { retryAfter: 5 });
    expect(headers).toMatchObject({
      'Content-Type': `${mediaType}; charset=utf-8`,
      'Content-Length': bytes(body),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Request-Id': 'id-1',
      Vary: 'Accept',
      'Retry-After': '5',
    });
    const policy = mediaType === 'text/html' ? "default-src 'none'" : undefined;
    expect(headers['Content-Security-Policy']).toBe(policy);
  });

  test('include Retry-After in whole seconds only if it is known', () => {
    expect('Retry-After' in replyTo().headers).toBe(false);
    expect(replyTo({}, 'application/json', { retryAfter: 0 }).headers['Retry-After']).toBe('0');
    expect(replyTo({}, 'application/json', { retryAfter: -0 }).headers['Retry-After']).toBe('0');
    expect(replyTo({}, 'text/html', { retryAfter: new Date(0) }).headers['Retry-After']).toBe('0');
    const largest = Number.MAX_SAFE_INTEGER;
    const { headers } = replyTo({}, 'text/html', { retryAfter: largest });
    expect(headers['Retry-After']).toBe('9007199254740991');
  });

  test('have the same Retry-After as the body', () => {
    const retryAfter = new Date(Date.now() + 60_000);
    const { headers, body } = replyTo({}, 'application/json', { retryAfter });
    expect(String(JSON.parse(body).retryAfter)).toBe(headers['Retry-After']);
    expect(headers['Retry-After']).toMatch(/^(?:59|60)$/);
  });

  test('contain dropped headers only as replacements', () => {
    const { headers, dropHeaders } = replyTo({}, 'text/html', { retryAfter: 1 });
    const replaced = Object.keys(headers).filter((name) => dropHeaders.includes(name.toLowerCase()));
    expect(replaced.sort()).toEqual(['Cache-Control', 'Content-Length', 'Content-Type', 'Retry-After']);
  });
});

describe('Vary', () => {
  test.each<[unknown, string]>([
    [undefined, 'Accept'],
    ['', 'Accept'],
    ['Origin', 'Origin, Accept'],
    ['Origin, Accept-Encoding', 'Origin, Accept-Encoding, Accept'],
    ['*', '*'],
    ['Origin, *', '*'],
    ['Accept', 'Accept'],
    ['accept', 'accept'],
    ['Origin, ACCEPT', 'Origin, ACCEPT'],
    ['Accept-Language', 'Accept-Language, Accept'],
    [['Origin', 'Accept-Encoding'], 'Origin, Accept-Encoding, Accept'],
    [['Origin', 'accept'], 'Origin, accept'],
    [['Origin', '*'], '*'],
    [[], 'Accept'],
    [5, 'Accept'],
    [null, 'Accept'],
    [{ toString: () => 'canary' }, 'Accept'],
    [[Symbol('canary')], 'Accept'],
    [[Object.create(null)], 'Accept'],
  ])('%o becomes %s', (vary, expected) => {
    expect(replyTo({ vary }).headers.Vary).toBe(expected);
  });

  test('does not throw for a list that cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(replyTo({ vary: proxy }).headers.Vary).toBe('Accept');
  });
});

describe('the body', () => {
  test.each(MEDIA_TYPES)('is empty for HEAD, with the same headers: %s', (mediaType) => {
    const get = replyTo({ method: 'GET' }, mediaType);
    const head = replyTo({ method: 'HEAD' }, mediaType);
    expect(head.body).toBe('');
    expect(head.headers).toEqual(get.headers);
    expect(Number(head.headers['Content-Length'])).toBeGreaterThan(100);
  });

  test('is sent for every other method and for an unknown one', () => {
    for (const method of ['GET', 'PUT', 'POST', 'OPTIONS', 'DELETE', undefined])
      expect(replyTo({ method }).body).not.toBe('');
  });
});
