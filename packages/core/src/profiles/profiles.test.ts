import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';

import { createResponder } from '../create-responder.ts';
import type { Reply } from '../reply.ts';
import { StorageExhaustedError, type StorageExhaustedOptions } from '../storage-exhausted-error.ts';
import {
  createApplyProfile,
  gitLfs,
  lfsObjectError,
  multiStatus,
  type Profile,
  type ProfileOption,
  quotaXml,
  s3,
  tus,
  tusUploadLength,
  webdav,
} from './index.ts';

const QUOTA: StorageExhaustedOptions = { reason: 'quota', usage: { usedBytes: 9, quotaBytes: 10 } };

interface Asked {
  readonly options?: StorageExhaustedOptions;
  readonly method?: string;
  readonly accept?: string;
  readonly present?: Record<string, unknown>;
  readonly detail?: string;
}

/** Returns the reply of a responder with a profile. */
function replyOf(profile: ProfileOption, asked: Asked = {}): Reply {
  const { options, method = 'PUT', accept, present, detail } = asked;
  const responder = createResponder(detail === undefined ? {} : { detail: { capacity: detail } }, {
    applyProfile: createApplyProfile(profile),
  });
  const facts = { request: { url: '/' }, method, accept, present, id: 'id-1' };
  return responder.reply(responder.describe(new StorageExhaustedError('note', options), facts), facts);
}

/** Returns the names and the texts of the elements of a document; throws if it is not well-formed. */
function parseXml(xml: string): [name: string, text: string][] {
  const elements: [string, string][] = [];
  const open: number[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ uri, local }) => {
    open.push(elements.length);
    elements.push([`${uri}#${local}`, '']);
  });
  parser.on('text', (text) => {
    const element = elements[open.at(-1) ?? -1];
    if (element) element[1] += text;
  });
  parser.on('closetag', () => open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return elements;
}

describe('webdav', () => {
  test('names the precondition of RFC 4331, the sentence and the request id', () => {
    const { status, headers, body } = replyOf('webdav');
    expect(status).toBe(507);
    expect(headers).toMatchObject({
      'Content-Type': 'application/xml; charset=utf-8',
      'Content-Length': String(Buffer.byteLength(body)),
      'Cache-Control': 'no-store',
      'X-Request-Id': 'id-1',
    });
    expect(parseXml(body)).toEqual([
      ['DAV:#error', ''],
      ['DAV:#sufficient-disk-space', ''],
      ['http://sabredav.org/ns#message', 'The server has no room to store this right now.'],
      ['http://sabredav.org/ns#request-id', 'id-1'],
    ]);
  });

  test('omits an unknown request id', () => {
    const { requestId: _, ...document } = createResponder().document(eventOf());
    expect(webdav.render(document, 'application/xml')).not.toContain('request-id');
  });

  test('names the other precondition for a quota', () => {
    const elements = parseXml(replyOf('webdav', { options: { ...QUOTA, retryAfter: 60 } }).body);
    expect(elements[1]).toEqual(['DAV:#quota-not-exceeded', '']);
    expect(elements[2]?.[1]).toBe(
      'The storage allotted to this account is used up. Used: 9 of 10 bytes. Try again in 60 seconds.',
    );
  });
});

test('s3 sends the error document and both ids', () => {
  const { headers, body } = replyOf('s3');
  expect(headers).toMatchObject({
    'Content-Type': 'application/xml; charset=utf-8',
    'x-amz-request-id': 'id-1',
    'x-amz-id-2': 'id-1',
  });
  expect(parseXml(body)).toEqual([
    ['#Error', ''],
    ['#Code', 'XMinioStorageFull'],
    ['#Message', 'The server has no room to store this right now.'],
    ['#RequestId', 'id-1'],
    ['#HostId', 'id-1'],
  ]);
  expect(replyOf('s3', { options: QUOTA }).body).toContain('<Code>QuotaExceeded</Code>');
  const { requestId: _, ...document } = createResponder().document(eventOf());
  expect(s3.render(document, 'application/xml')).toContain('<RequestId></RequestId>');
  expect(s3.headers?.(document, {})).toEqual({});
});

describe('git-lfs', () => {
  test('sends its error document', () => {
    const { headers, body } = replyOf('git-lfs');
    expect(headers['Content-Type']).toBe('application/vnd.git-lfs+json; charset=utf-8');
    expect(JSON.parse(body)).toEqual({
      message: 'The server has no room to store this right now.',
      request_id: 'id-1',
    });
  });

  test('links the problem type if it is a web page', () => {
    const document = createResponder({ type: 'https://example.com/full' }).document({
      ...eventOf(),
      requestId: 'id-1',
    });
    expect(JSON.parse(gitLfs.render(document, 'application/json'))).toMatchObject({
      documentation_url: 'https://example.com/full',
    });
    expect(lfsObjectError(document)).toEqual({ code: 507, message: expect.stringContaining('no room') });
  });
});

describe('tus', () => {
  test('sends text, and the headers for scripts of other origins', () => {
    const { headers, body } = replyOf('tus');
    expect(headers).toMatchObject({
      'Content-Type': 'text/plain; charset=utf-8',
      'Tus-Resumable': '1.0.0',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': expect.stringContaining('Upload-Offset'),
    });
    expect(body).toContain('The server has no room');
  });

  test('keeps the Upload-Offset of the application', () => {
    expect(replyOf('tus').dropHeaders).not.toContain('upload-offset');
  });

  test('keeps the CORS headers of the application', () => {
    const present = {
      'access-control-allow-origin': 'https://example.com',
      'access-control-expose-headers': 'Location',
    };
    expect(replyOf('tus', { present }).headers).toMatchObject({
      'Access-Control-Allow-Origin': 'https://example.com',
      'Access-Control-Expose-Headers': 'Location',
    });
    expect(replyOf('tus', { present: { 'access-control-allow-origin': ['a'] } }).headers).toMatchObject({
      'Access-Control-Allow-Origin': '*',
    });
  });

  test.each<[unknown, number | undefined]>([
    ['100', 100],
    ['0', 0],
    [undefined, undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['9'.repeat(15), 999_999_999_999_999],
    ['9'.repeat(16), Number.MAX_SAFE_INTEGER],
    [['1'], undefined],
  ])('an Upload-Length of %j is %j', (length, expected) => {
    expect(tusUploadLength({ 'upload-length': length })).toBe(expected);
  });
});

describe('the profile wins, and Accept decides among its media types', () => {
  test.each<[ProfileOption, string | undefined, string]>([
    ['webdav', 'application/json', 'application/xml'],
    ['webdav', 'text/xml', 'text/xml'],
    ['webdav', 'text/html', 'application/xml'],
    ['git-lfs', 'application/json', 'application/json'],
    ['tus', 'application/problem+json', 'application/problem+json'],
    ['s3', `text/xml,${'x'.repeat(1024)}`, 'application/xml'],
  ])('%s, %s: %s', (profile, accept, expected) => {
    expect(replyOf(profile, accept === undefined ? {} : { accept }).headers['Content-Type']).toBe(
      `${expected}; charset=utf-8`,
    );
  });

  test('a page for browsers leaves no policy behind', () => {
    expect(replyOf('s3', { accept: 'text/html' }).headers).not.toHaveProperty('Content-Security-Policy');
  });
});

test('HEAD gets the headers of the profile and no body', () => {
  const head = replyOf('webdav', { method: 'HEAD' });
  expect(head.body).toBe('');
  expect(head.headers).toEqual(replyOf('webdav').headers);
});

describe('a profile of your own', () => {
  const own: Profile = {
    mediaTypes: ['text/plain'],
    status: 413,
    render: ({ detail }) => detail,
    headers: () => ({ 'X-Own': 'a' }),
  };

  test('decides about status, body and further headers', () => {
    const { status, headers, body } = replyOf(own);
    expect([status, headers['X-Own'], body]).toEqual([
      413,
      'a',
      'The server has no room to store this right now.',
    ]);
  });

  test('may be chosen by the request', () => {
    expect(replyOf(() => own).status).toBe(413);
    expect(
      replyOf((request) => ((request as { url: string }).url === '/' ? 's3' : undefined)).body,
    ).toContain('<Error>');
  });

  test('cannot replace or forge the headers of every reply', () => {
    const headers = {
      'cache-control': 'max-age=1',
      'Content-Length': '0',
      'X-REQUEST-ID': 'other',
      Connection: 'keep-alive',
      'Keep-Alive': 'timeout=5',
      Upgrade: 'h2c',
      'Proxy-Connection': 'close',
      'HTTP2-Settings': 'AAMAAABkAAQAAP__',
      TE: 'gzip',
      Trailer: 'X-Late',
      'Transfer-Encoding': 'chunked',
      'Set-Cookie': 'a=1',
      'retry-after': '1',
      'X-Bad': 'a\r\nX-Injected: b',
      'X Bad': 'a',
      'X-Number': 5 as never,
    };
    const reply = replyOf({ ...own, status: undefined, headers: () => headers });
    expect(Object.keys(reply.headers).sort()).toEqual(Object.keys(replyOf(() => undefined).headers).sort());
    expect(reply.headers).toMatchObject({ 'Cache-Control': 'no-store', 'X-Request-Id': 'id-1' });
  });

  test.each<[string, ProfileOption]>([
    ['render throws', { ...own, render: () => JSON.parse('') }],
    ['render returns no text', { ...own, render: () => 5 as never }],
    ['headers throws', { ...own, headers: () => JSON.parse('') }],
    ['render rejects', { ...own, render: (() => Promise.reject(new Error('late'))) as never }],
    ['headers rejects', { ...own, headers: (() => Promise.reject(new Error('late'))) as never }],
    ['the function throws', () => JSON.parse('')],
    ['the function rejects', (() => Promise.reject(new Error('late'))) as never],
    ['the function returns no profile', (() => 'nope') as never],
    ['the function returns an incomplete profile', (() => ({ mediaTypes: ['a/b'] })) as never],
  ])('falls back to the default reply if %s', async (_name, profile) => {
    expect(replyOf(profile)).toEqual(replyOf(() => undefined));
    await new Promise((resolve) => setImmediate(resolve));
  });
});

test.each<[unknown]>([
  ['nope'],
  ['toString'],
  [null],
  [5],
  [{}],
  [{ mediaTypes: [], render() {} }],
  [{ mediaTypes: ['a'], render() {} }],
  [{ mediaTypes: ['a/b\r\n'], render() {} }],
  [{ mediaTypes: ['a/b'], render() {}, headers: {} }],
  [{ mediaTypes: ['a/b'], render() {}, status: 200 }],
])('%j is no profile: a TypeError names the option', (profile) => {
  expect(() => createApplyProfile(profile as never)).toThrow(/^options\.profile must be one of webdav, s3, /);
});

describe('multiStatus', () => {
  test('answers 507 for members without room, and their own status for others', () => {
    const enospc = Object.assign(new Error('/secret'), { code: 'ENOSPC', syscall: 'write' });
    const { status, headers, body } = multiStatus(
      [
        { href: '/a/1?x&y', error: enospc },
        { href: '/a/2', error: new StorageExhaustedError(QUOTA) },
        { href: '/a/3', error: Object.assign(new Error('secret'), { status: 423 }) },
        { href: '/a/4', error: { status: 418 } },
        { href: '/a/5', error: new Error('secret') },
        { href: '/a/6', error: { status: 200 } },
      ],
      'id-1',
    );
    expect(status).toBe(207);
    expect(headers['Content-Length']).toBe(String(Buffer.byteLength(body)));
    expect(body).not.toContain('secret');
    const elements = parseXml(body);
    expect(elements.filter(([name]) => name === 'DAV:#href').map(([, text]) => text)[0]).toBe('/a/1?x&y');
    expect(elements.filter(([name]) => name === 'DAV:#status').map(([, text]) => text)).toEqual([
      'HTTP/1.1 507 Insufficient Storage',
      'HTTP/1.1 507 Insufficient Storage',
      'HTTP/1.1 423 Locked',
      'HTTP/1.1 418 Failed',
      'HTTP/1.1 500 Failed',
      'HTTP/1.1 500 Failed',
    ]);
    expect(elements.filter(([name]) => name === 'DAV:#error')).toHaveLength(2);
    expect(elements.filter(([name]) => name === 'DAV:#responsedescription').map(([, text]) => text)).toEqual([
      'The server has no room to store this right now.',
      'The storage allotted to this account is used up. Used: 9 of 10 bytes.',
    ]);
    // The order of RFC 4918, section 14.24.
    expect(body).toMatch(/<\/d:status><d:error .+?<\/d:error><d:responsedescription>/);
  });
});

test('quotaXml renders the properties of RFC 4331 and omits what is unlimited', () => {
  const xml = quotaXml({ 'quota-available-bytes': 1.5, 'quota-used-bytes': 2 });
  expect(parseXml(`<p>${xml}</p>`)).toEqual([
    ['#p', ''],
    ['DAV:#quota-available-bytes', '1'],
    ['DAV:#quota-used-bytes', '2'],
  ]);
  expect(quotaXml({ 'quota-available-bytes': Number.POSITIVE_INFINITY, 'quota-used-bytes': -1 })).toBe('');
});

test('every text from outside leaves the XML well-formed', () => {
  const document = createResponder().document({ ...eventOf(), requestId: 'id-1' });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 64 }), (text) => {
      const hostile = { ...document, detail: text, requestId: text };
      for (const profile of [webdav, s3]) {
        const elements = parseXml(profile.render(hostile, 'application/xml'));
        const shown = elements.map(([, content]) => content);
        expect(shown).toContain(allowed(text));
      }
      parseXml(multiStatus([{ href: text, error: new StorageExhaustedError() }]).body);
      JSON.parse(gitLfs.render(hostile, 'application/json'));
      expect(typeof tus.render(hostile, 'text/plain')).toBe('string');
    }),
    { numRuns: 500 },
  );
});

/** Returns the characters of a text that XML 1.0 can contain. */
function allowed(text: string): string {
  return [...text]
    .filter((character) => /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]$/u.test(character))
    .join('');
}

function eventOf() {
  const responder = createResponder();
  const facts = { request: {}, method: 'PUT', id: 'id-1' };
  return responder.describe(new StorageExhaustedError(), facts);
}
