import { describe, expect, test } from 'vitest';

import { partsIn, startService } from '../../store/test/service.ts';
import { putChunked } from '../../store/test/upload.ts';
import { shareService } from './share-service.ts';

const BIG = Buffer.alloc(6_000_000);
const SMALL_QUOTA = { QUOTA_BYTES: '5000000' };

/** Returns a body in the content coding aws-chunked, as the SDKs send it. */
function awsChunked(...chunks: string[]): string {
  const encoded = chunks.map((chunk) => `${chunk.length.toString(16)};chunk-signature=abc\r\n${chunk}\r\n`);
  return `${encoded.join('')}0;chunk-signature=abc\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`;
}

function awsHeaders(length: number): Record<string, string> {
  return {
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': String(length),
  };
}

async function put(
  url: string,
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(url, { method: 'PUT', body, headers });
}

async function codeOf(response: Response): Promise<[number, string | undefined]> {
  return [response.status, /<Code>(.*)<\/Code>/.exec(await response.text())?.[1]];
}

describe('objects', () => {
  test('are stored, read, listed and deleted under any key', async () => {
    const { url } = await startService('objects');
    const keys = ['a', '.hidden', '../../outside', 'folder/', 'folder/b', "ä & <'>+ %2F"];
    for (const key of keys) {
      const object = `${url}/s3/bucket/${encodeURIComponent(key)}`;
      const stored = await put(object, `content of ${key}`);
      expect(stored.status).toBe(200);
      const read = await fetch(object);
      expect(await read.text()).toBe(`content of ${key}`);
      expect(read.headers.get('content-type')).toBe('application/octet-stream');
      expect(read.headers.get('etag')).toBe(stored.headers.get('etag'));
      const head = await fetch(object, { method: 'HEAD' });
      expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(`content of ${key}`)));
    }
    const list = await (await fetch(`${url}/s3/bucket?list-type=2&encoding-type=url`)).text();
    const listed = [...list.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => decodeURIComponent(key));
    expect(listed.sort()).toEqual([...keys].sort());
    for (const key of keys) {
      const object = `${url}/s3/bucket/${encodeURIComponent(key)}`;
      expect((await fetch(object, { method: 'DELETE' })).status).toBe(204);
      expect((await fetch(object, { method: 'DELETE' })).status).toBe(204);
      expect(await codeOf(await fetch(object))).toEqual([404, 'NoSuchKey']);
    }
  });

  test('are listed by folders', async () => {
    const { url } = await startService('objects');
    for (const key of ['a/1', 'a/2', 'b', 'a<']) await put(`${url}/s3/bucket/${encodeURIComponent(key)}`, '');
    const list = await (await fetch(`${url}/s3/bucket/?delimiter=/`)).text();
    expect([...list.matchAll(/<(?:Key|Prefix)>(.*?)</g)].map(([, key]) => key)).toEqual([
      'a&#60;',
      'b',
      'a/',
    ]);
    const folder = await (await fetch(`${url}/s3/bucket?delimiter=/&prefix=a/`)).text();
    expect([...folder.matchAll(/<Key>(.*?)</g)].map(([, key]) => key)).toEqual(['a/1', 'a/2']);
  });

  test('of one bucket are not those of another', async () => {
    const { url } = await startService('objects');
    await put(`${url}/s3/first-bucket/key`, 'content');
    expect(await codeOf(await fetch(`${url}/s3/second-bucket/key`))).toEqual([404, 'NoSuchKey']);
  });

  test('are decoded from aws-chunked', async () => {
    const { url } = await startService('objects');
    const body = awsChunked('one ', 'two\r\n', 'three');
    expect((await put(`${url}/s3/bucket/key`, body, awsHeaders(14))).status).toBe(200);
    expect(await (await fetch(`${url}/s3/bucket/key`)).text()).toBe('one two\r\nthree');
    const trailing = { 'content-encoding': 'gzip,aws-chunked' };
    expect((await put(`${url}/s3/bucket/key`, awsChunked('new'), trailing)).status).toBe(200);
    expect(await (await fetch(`${url}/s3/bucket/key`)).text()).toBe('new');
  });
});

describe('an upload that cannot fit', () => {
  test('is refused in the words of S3 and leaves the old version', async () => {
    const { url, dataDir } = await startService('objects', SMALL_QUOTA);
    await put(`${url}/s3/bucket/key`, 'old version');
    const refused = await put(`${url}/s3/bucket/key`, BIG, { 'x-request-id': 'id-1', accept: 'text/html' });
    expect(refused.status).toBe(507);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'content-type': 'application/xml; charset=utf-8',
      'x-amz-request-id': 'id-1',
    });
    expect(await refused.text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>QuotaExceeded</Code><Message>The storage allotted to this account is ' +
        'used up. Used: 11 of 5000000 bytes.</Message><RequestId>id-1</RequestId><HostId>id-1</HostId></Error>',
    );
    expect(await (await fetch(`${url}/s3/bucket/key`)).text()).toBe('old version');
    expect(await partsIn(dataDir)).toEqual([]);
  });

  test('is refused with another code when the server is full', async () => {
    const { url } = await startService('objects', { CAPACITY_BYTES: '5000000', QUOTA_BYTES: '9000000' });
    expect(await codeOf(await put(`${url}/s3/bucket/key`, BIG))).toEqual([507, 'XMinioStorageFull']);
    expect((await put(`${url}/s3/bucket/key`, BIG.subarray(0, 4_000_000))).status).toBe(200);
  });

  test('is stopped when it has announced no length, and leaves the old version', async () => {
    const { url, dataDir } = await startService('objects', SMALL_QUOTA);
    await put(`${url}/s3/bucket/key`, 'old version');
    const refused = await putChunked(`${url}/s3/bucket/key`, BIG);
    expect(await codeOf(refused)).toEqual([507, 'QuotaExceeded']);
    const chunked = await put(`${url}/s3/bucket/key`, awsChunked('x'.repeat(6_000_000)), awsHeaders(1));
    expect(await codeOf(chunked)).toEqual([507, 'QuotaExceeded']);
    expect(await (await fetch(`${url}/s3/bucket/key`)).text()).toBe('old version');
    expect(await partsIn(dataDir)).toEqual([]);
  });

  test('is refused by its decoded length', async () => {
    const { url } = await startService('objects', SMALL_QUOTA);
    const refused = await put(`${url}/s3/bucket/key`, awsChunked('x'), awsHeaders(6_000_000));
    expect(await codeOf(refused)).toEqual([507, 'QuotaExceeded']);
  });

  test('does not concern other buckets, and is accepted after a deletion', async () => {
    const { url } = await startService('objects', SMALL_QUOTA);
    const large = BIG.subarray(0, 4_000_000);
    expect((await put(`${url}/s3/first/a`, large)).status).toBe(200);
    expect((await put(`${url}/s3/first/b`, large)).status).toBe(507);
    expect((await put(`${url}/s3/second/b`, large)).status).toBe(200);
    await fetch(`${url}/s3/first/a`, { method: 'DELETE' });
    expect((await put(`${url}/s3/first/b`, large)).status).toBe(200);
  });
});

describe('a bad request', () => {
  const service = shareService();

  test.each([
    ['a malformed chunk', '4;a\r\nabcd\r\nzz\r\n', awsHeaders(4), 'IncompleteBody'],
    ['a chunk that is cut off', '5\r\nabcd', awsHeaders(5), 'IncompleteBody'],
    ['no last chunk', '4\r\nabcd\r\n', awsHeaders(4), 'IncompleteBody'],
    ['a line without end', 'a'.repeat(2000), awsHeaders(4), 'IncompleteBody'],
    ['another length than announced', awsChunked('abcd'), awsHeaders(5), 'IncompleteBody'],
    [
      'an invalid length',
      awsChunked('abcd'),
      { ...awsHeaders(4), 'x-amz-decoded-content-length': '-4' },
      'InvalidRequest',
    ],
  ])('with %s stores nothing', async (_name, body, headers, code) => {
    const { url, dataDir } = service();
    await put(`${url}/s3/bucket/key`, 'old version');
    expect(await codeOf(await put(`${url}/s3/bucket/key`, body, headers))).toEqual([400, code]);
    expect(await (await fetch(`${url}/s3/bucket/key`)).text()).toBe('old version');
    expect(await partsIn(dataDir)).toEqual([]);
  });

  test.each([
    ['PUT', '/s3/bucket/key?acl', {}, 501, 'NotImplemented'],
    ['PUT', '/s3/bucket/key?partNumber=1&uploadId=x', {}, 501, 'NotImplemented'],
    ['POST', '/s3/bucket/key?uploads', {}, 501, 'NotImplemented'],
    ['DELETE', '/s3/bucket/key?tagging', {}, 501, 'NotImplemented'],
    ['PUT', '/s3/bucket/key', { 'x-amz-copy-source': '/bucket/other' }, 501, 'NotImplemented'],
    ['PUT', '/s3/bucket/key', { 'if-none-match': '*' }, 501, 'NotImplemented'],
    ['PUT', '/s3/Bucket!/key', {}, 400, 'InvalidBucketName'],
    ['PUT', '/s3/..%2F/key', {}, 400, 'InvalidBucketName'],
    ['PUT', '/s3/bucket/%FF', {}, 400, 'InvalidRequest'],
    ['PUT', '/s3/bucket/%00', {}, 400, 'InvalidRequest'],
    ['PUT', `/s3/bucket/${'%20'.repeat(86)}`, {}, 400, 'InvalidRequest'],
    ['GET', '/s3/bucket?versioning', {}, 501, 'NotImplemented'],
    ['DELETE', '/s3/bucket', {}, 501, 'NotImplemented'],
  ])('%s %s with %j changes nothing: %i %s', async (method, path, headers, status, code) => {
    const { url } = service();
    await put(`${url}/s3/bucket/key`, 'old version');
    expect(await codeOf(await fetch(`${url}${path}`, { method, headers }))).toEqual([status, code]);
    expect(await (await fetch(`${url}/s3/bucket/key`)).text()).toBe('old version');
  });
});

test('every bucket exists', async () => {
  const { url } = await startService('objects');
  expect((await fetch(`${url}/s3/bucket`, { method: 'PUT' })).status).toBe(200);
  expect((await fetch(`${url}/s3/bucket`, { method: 'HEAD' })).status).toBe(200);
  expect(await (await fetch(`${url}/s3/bucket?location`)).text()).toContain('<LocationConstraint/>');
  expect(await codeOf(await fetch(`${url}/s3/B`))).toEqual([400, 'InvalidBucketName']);
});
