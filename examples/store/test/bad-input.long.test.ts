import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';

import { makeFolder, partsIn, SERVICES, type Service, startService } from './service.ts';
import { formWith, put, putChunked } from './upload.ts';

interface BadInput {
  readonly method: string;
  readonly path: string;
  readonly type?: string;
  readonly encoding?: string;
  readonly body?: string;
  /** Replaces `body` and announces no length. */
  readonly chunks?: string[];
  /** Replaces `body`: the field and the file name. */
  readonly form?: readonly [string, string];
  readonly status: number;
  readonly error: string;
}

describe.each(SERVICES)('the %s service', (name) => {
  let service: Service;

  beforeAll(async () => {
    const cleanUps: (() => Promise<void>)[] = [];
    service = await startService(name, {}, (cleanUp) => cleanUps.unshift(cleanUp));
    return async () => {
      for (const cleanUp of cleanUps) await cleanUp();
    };
  });

  test.each<BadInput>([
    { method: 'PUT', path: '/files/..%2Fevil', status: 400, error: 'invalid_name' },
    { method: 'PUT', path: '/files/a%5Cb', status: 400, error: 'invalid_name' },
    { method: 'PUT', path: '/files/.hidden', status: 400, error: 'invalid_name' },
    { method: 'PUT', path: '/files/a%00b', status: 400, error: 'invalid_name' },
    { method: 'PUT', path: `/files/${'%C3%BC'.repeat(128)}`, status: 400, error: 'invalid_name' },
    { method: 'GET', path: '/files/..%2F..%2Fetc%2Fpasswd', status: 400, error: 'invalid_name' },
    { method: 'DELETE', path: '/files/.parts', status: 400, error: 'invalid_name' },
    { method: 'GET', path: '/files/%FF', status: 400, error: 'bad_request' },
    { method: 'GET', path: '/files/unknown', status: 404, error: 'unknown_file' },
    { method: 'DELETE', path: '/files/unknown', status: 404, error: 'unknown_file' },
    { method: 'GET', path: '/unknown', status: 404, error: 'unknown_route' },
    { method: 'PATCH', path: '/files', status: 404, error: 'unknown_route' },
    { method: 'GET', path: '/status/507?reason=x', status: 400, error: 'invalid_query' },
    { method: 'GET', path: '/status/507?retryAfter=-1', status: 400, error: 'invalid_query' },
    { method: 'POST', path: '/documents', body: '{"a":', status: 400, error: 'invalid_json' },
    { method: 'POST', path: '/documents', body: '1', status: 400, error: 'invalid_json' },
    { method: 'POST', path: '/documents', body: '', status: 400, error: 'invalid_json' },
    {
      method: 'POST',
      path: '/documents',
      body: `["${'x'.repeat(1024 * 1024)}"]`,
      status: 413,
      error: 'too_large',
    },
    {
      method: 'POST',
      path: '/documents',
      body: `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
      status: 400,
      error: 'invalid_json',
    },
    // Chunked, so that no Content-Length reveals that it is empty.
    { method: 'POST', path: '/documents', chunks: [], status: 400, error: 'invalid_json' },
    ...['gzip', 'deflate', 'br'].map((encoding) => ({
      method: 'POST',
      path: '/documents',
      encoding,
      body: '{"plain":true}',
      status: 400,
      error: 'bad_request',
    })),
    ...['zstd', 'nonsense', 'gzip, gzip'].map((encoding) => ({
      method: 'POST',
      path: '/documents',
      encoding,
      body: '{}',
      status: 415,
      error: 'unsupported_media_type',
    })),
    {
      method: 'POST',
      path: '/documents',
      type: 'text/plain',
      body: '{}',
      status: 415,
      error: 'unsupported_media_type',
    },
    { method: 'POST', path: '/files', body: '{}', status: 415, error: 'unsupported_media_type' },
    {
      method: 'POST',
      path: '/files',
      type: 'multipart/form-data',
      body: 'x',
      status: 400,
      error: 'invalid_form',
    },
    {
      method: 'POST',
      path: '/files',
      type: 'multipart/form-data; boundary=x',
      body: '--x--\r\n',
      status: 400,
      error: 'missing_file',
    },
    ...['', '""', 'b'.repeat(71), 'b'.repeat(300)].map((boundary) => ({
      method: 'POST',
      path: '/files',
      type: `multipart/form-data; boundary=${boundary}`,
      body: `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--${boundary}--\r\n`,
      status: 400,
      error: 'invalid_form',
    })),
    { method: 'POST', path: '/files', form: ['other', 'a.txt'], status: 400, error: 'missing_file' },
    { method: 'POST', path: '/files', form: ['file', '../evil'], status: 400, error: 'invalid_name' },
  ])('answers $status $error to $method $path ($#)', async (input) => {
    const { method, path, type = 'application/json', encoding, chunks, form, status, error } = input;
    const body = chunks ? new Blob(chunks).stream() : (input.body ?? null);
    const { url, dataDir } = service;
    const [field = '', fileName = ''] = form ?? [];
    const response = await fetch(`${url}${path}`, {
      method,
      ...(method !== 'GET' && {
        body: form ? formWith(Buffer.from('x'), fileName, field) : body,
        headers: form ? {} : { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) },
        duplex: 'half',
      }),
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect([response.status, await response.json()]).toEqual([status, { error, detail: expect.any(String) }]);
    expect(await partsIn(dataDir)).toEqual([]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('reveals no internals in a 500', async () => {
    const { url, dataDir, output } = await startService(name);
    // A file where the store needs a folder.
    await writeFile(join(dataDir, '.accounts'), '');
    const response = await put(`${url}/files/name`, 'x', { headers: { 'x-account': 'ann' } });
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: 'internal_error', detail: expect.not.stringContaining('accounts') },
    ]);
    await vi.waitFor(() => expect(output()).toMatch(/EEXIST|ENOTDIR/), 20_000);
  });

  test('ignores entries of its folder that are not files', async () => {
    const { url, dataDir } = await startService(name);
    const outside = join(await makeFolder(), 'outside');
    await writeFile(outside, 'secret');
    await mkdir(join(dataDir, 'folder'));
    await symlink(outside, join(dataDir, 'link'));
    for (const taken of ['folder', 'link']) {
      const address = `${url}/files/${taken}`;
      for (const upload of [
        () => put(address, 'x'),
        () => putChunked(address, Buffer.from('x')),
        () => fetch(`${url}/files`, { method: 'POST', body: formWith(Buffer.from('x'), taken) }),
      ]) {
        const response = await upload();
        expect([response.status, await response.json()]).toEqual([
          409,
          { error: 'not_a_file', detail: expect.any(String) },
        ]);
      }
      expect((await fetch(address)).status).toBe(404);
      expect((await fetch(address, { method: 'DELETE' })).status).toBe(404);
    }
    expect(await (await fetch(`${url}/files`)).json()).toEqual({ files: [] });
    expect(await readFile(outside, 'utf8')).toBe('secret');
    expect((await readdir(dataDir)).filter((entry) => entry !== '.accounts')).toEqual(['folder', 'link']);
    expect(await partsIn(dataDir)).toEqual([]);
  });
});
