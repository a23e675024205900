import { expect, test } from 'vitest';

import { STALE_HEADERS } from './stale-headers.ts';

test('headers that describe the failed response are listed', () => {
  // As measured, and Retry-After, which only the error may set.
  const measured =
    'Content-Type Content-Length Content-Encoding Content-Language Content-Range Content-Location Content-MD5 ' +
    'Content-Digest Content-Disposition Repr-Digest ETag Last-Modified Cache-Control Expires Age Accept-Ranges ' +
    'Transfer-Encoding Trailer Location Surrogate-Control CDN-Cache-Control Retry-After';
  expect([...STALE_HEADERS].sort()).toEqual(measured.toLowerCase().split(' ').sort());
});

test('headers of the connection are not listed', () => {
  for (const name of [
    'access-control-allow-origin',
    'access-control-expose-headers',
    'content-security-policy',
    'server-timing',
    'set-cookie',
    'strict-transport-security',
    'vary',
    'x-request-id',
  ])
    expect(STALE_HEADERS).not.toContain(name);
});
