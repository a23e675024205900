import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';

import { partsIn, SERVICES, type Service, startService } from './service.ts';
import { formWith, put } from './upload.ts';

describe.each(SERVICES)('the %s service', (name) => {
  let service: Service;

  beforeAll(async () => {
    const cleanUps: (() => Promise<void>)[] = [];
    service = await startService(name, {}, (cleanUp) => cleanUps.unshift(cleanUp));
    return async () => {
      for (const cleanUp of cleanUps) await cleanUp();
    };
  });

  test.each([
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
    { method: 'POST', path: '/files', form: ['other', 'a.txt'], status: 400, error: 'missing_file' },
    { method: 'POST', path: '/files', form: ['file', '../evil'], status: 400, error: 'invalid_name' },
  ])('answers $status $error to $method $path ($#)', async (input) => {
    const { method, path, type = 'application/json', body, form, status, error } = input;
    const { url, dataDir } = service;
    const [field = '', fileName = ''] = form ?? [];
    const response = await fetch(`${url}${path}`, {
      method,
      ...(method !== 'GET' && {
        body: form ? formWith(Buffer.from('x'), fileName, field) : (body ?? null),
        headers: form ? {} : { 'content-type': type },
      }),
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect([response.status, await response.json()]).toEqual([status, { error, detail: expect.any(String) }]);
    expect(await partsIn(dataDir)).toEqual([]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test('says nothing of its own in a 500', async () => {
    const { url, dataDir, output } = await startService(name);
    // What the store does not expect: a folder where a file should go.
    await mkdir(join(dataDir, 'folder'));
    const response = await put(`${url}/files/folder`, 'x');
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: 'internal_error', detail: expect.not.stringContaining('folder') },
    ]);
    await vi.waitFor(() => expect(output()).toMatch(/EISDIR|ENOTEMPTY|EEXIST|EPERM/));
    expect(await partsIn(dataDir)).toEqual([]);
    expect(await readdir(join(dataDir, 'folder'))).toEqual([]);
  });
});
