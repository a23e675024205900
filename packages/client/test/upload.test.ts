import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';

import { makeFolder, startService } from '../../../examples/store/test/service.ts';
import { type UploadBody, type UploadProgress, upload } from '../src/upload.ts';
import { CONTENT, inChunks, type Received, receive } from './upload-receiver.ts';

const KNOWN: Readonly<Record<string, () => UploadBody>> = {
  'a string': () => CONTENT.toString(),
  'a Buffer': () => CONTENT,
  'an ArrayBuffer': () => new Uint8Array(CONTENT).buffer,
  'a DataView': () => new DataView(CONTENT.buffer, CONTENT.byteOffset, CONTENT.byteLength),
  'a Blob': () => new Blob([CONTENT]),
};
const UNKNOWN: Readonly<Record<string, () => UploadBody>> = {
  'a Node stream': () => Readable.from(inChunks()),
  'a web stream': () => new Blob([CONTENT]).stream(),
  'an async iterable': inChunks,
  'an async iterable of strings': async function* () {
    yield CONTENT.toString('latin1', 0, 10);
    yield CONTENT.toString('latin1', 10);
  },
  'one large chunk': async function* () {
    yield CONTENT;
  },
};

describe('a body', () => {
  test.each(Object.entries(KNOWN))('is sent whole, with its length: %s', async (_name, body) => {
    const { url, received } = await receive();
    const response = await upload(url, body());
    expect([response.status, response.headers.get('x-own'), await response.text()]).toEqual([
      201,
      'a',
      'stored',
    ]);
    const [{ method, headers, body: content }] = received as [Received];
    expect(method).toBe('PUT');
    expect(headers).toMatchObject({ 'content-length': String(CONTENT.length), expect: '100-continue' });
    expect(headers['transfer-encoding']).toBeUndefined();
    expect(content.equals(CONTENT)).toBe(true);
  });

  test.each(Object.entries(UNKNOWN))('is sent whole, in chunks: %s', async (_name, body) => {
    const { url, received } = await receive();
    expect((await upload(url, body())).status).toBe(201);
    const [{ headers, body: content }] = received as [Received];
    expect(headers).toMatchObject({ 'transfer-encoding': 'chunked', expect: '100-continue' });
    expect(content.equals(CONTENT)).toBe(true);
  });

  test('that is a file is stored by a service', async () => {
    const { url } = await startService('express');
    const path = join(await makeFolder(), 'file');
    await writeFile(path, CONTENT);
    const response = await upload(`${url}/files/a`, createReadStream(path));
    expect([response.status, await response.json()]).toEqual([201, { name: 'a', bytes: CONTENT.length }]);
    expect(Buffer.from(await (await fetch(`${url}/files/a`)).arrayBuffer()).equals(CONTENT)).toBe(true);
  });

  test('that is a stream is sent with the length that the caller declares', async () => {
    const { url, received } = await receive();
    await upload(url, inChunks(), { headers: { 'Content-Length': String(CONTENT.length) } });
    expect(received[0]?.headers).toMatchObject({ 'content-length': String(CONTENT.length) });
    expect(received[0]?.body.equals(CONTENT)).toBe(true);
  });

  test.each(['', new Uint8Array(), new Blob()])('that is empty is sent without Expect: %#', async (body) => {
    const { url, received } = await receive();
    expect((await upload(url, body)).status).toBe(201);
    expect(received[0]?.headers['content-length']).toBe('0');
    expect(received[0]?.headers.expect).toBeUndefined();
  });

  test('that is no body is rejected', async () => {
    for (const body of [undefined, null, 5, {}, ['a']])
      await expect(upload('http://127.0.0.1/', body as never)).rejects.toThrow(
        new TypeError('body must be a string, bytes, a Blob or a stream'),
      );
  });
});

test('the method and the headers are those of the caller', async () => {
  const { url, received } = await receive();
  const headers = new Headers({ 'X-Account': 'ada', Expect: 'nothing', 'Transfer-Encoding': 'gzip' });
  await upload(url, new Blob(['a'], { type: 'image/png' }), { method: 'post', headers });
  await upload(url, 'a', { method: 'DELETE' });
  await upload(url, Readable.from(['a']), { method: 'DELETE', headers: { 'Content-Type': 'a/b' } });
  expect(received.map(({ method, headers: { 'content-type': type } }) => [method, type])).toEqual([
    ['POST', 'image/png'],
    ['DELETE', 'text/plain;charset=UTF-8'],
    ['DELETE', 'a/b'],
  ]);
  expect(received[0]?.headers).toMatchObject({ 'x-account': 'ada', expect: '100-continue' });
  expect(received[0]?.headers['transfer-encoding']).toBeUndefined();
  expect(received.map(({ body }) => body.toString())).toEqual(['a', 'a', 'a']);
});

test.each([
  ['url must be an http or https URL', 'ftp://a/', {}],
  ['options.method must not be GET', 'http://a/', { method: 'GET' }],
  ['options.timeout must be a number of milliseconds', 'http://a/', { timeout: 0 }],
  ['options.timeout must be a number of milliseconds', 'http://a/', { timeout: Number.NaN }],
  ['options.timeout must be a number of milliseconds', 'http://a/', { timeout: 2 ** 31 }],
  ['options.onProgress must be a function', 'http://a/', { onProgress: 'a' as never }],
  ['options.headers has an invalid Content-Length', 'http://a/', { headers: { 'Content-Length': '-1' } }],
])('rejects invalid arguments: %s (%#)', async (message, url, options) => {
  await expect(upload(url, inChunks(), options)).rejects.toThrow(new TypeError(message));
});

test('rejects a URL that is relative', async () => {
  await expect(upload('/files/a', 'a')).rejects.toThrow(TypeError);
});

test.each([
  ['the length', () => new Blob([CONTENT]), CONTENT.length],
  ['no length', () => new Blob([CONTENT]).stream(), undefined],
])('reports the progress of a body, with %s', async (_title, body, totalBytes) => {
  const { url } = await receive();
  const reports: UploadProgress[] = [];
  await upload(url, body(), { onProgress: (progress) => reports.push(progress) });
  const sent = reports.map(({ sentBytes }) => sentBytes);
  expect(sent.length).toBeGreaterThan(5);
  expect(sent).toEqual([...sent].sort((one, other) => one - other));
  expect(sent.at(-1)).toBe(CONTENT.length);
  expect(new Set(reports.map((report) => report.totalBytes))).toEqual(new Set([totalBytes]));
});
