import { insufficientStorageHooks } from '@http507/client/ky';
import ky from 'ky';
import ky2 from 'ky2';
import { describe, expect, test } from 'vitest';

import { startFullService } from './full-service.ts';

describe.each([
  { name: 'ky 1', library: ky },
  { name: 'ky 2', library: ky2 as unknown as typeof ky },
])('$name', ({ library }) => {
  const client = library.extend({ hooks: insufficientStorageHooks() });
  const patient = library.extend({ hooks: insufficientStorageHooks({ retry: { within: '1 min' } }) });

  test('json() rejects with the facts of the answer', async () => {
    const { url } = await startFullService();
    await expect(client.put(url, { json: { photo: 1 } }).json()).rejects.toMatchObject({
      name: 'InsufficientStorageError',
      detail: 'There is no room.',
    });
  });

  test('a document is sent again as it was', async () => {
    const { url, requests } = await startFullService({ refusals: 2 });
    expect(await patient.put(url, { json: { photo: 1 } }).text()).toBe('stored');
    expect(requests.map(({ body, headers }) => [body, headers['content-type']])).toEqual(
      Array(3).fill(['{"photo":1}', 'application/json']),
    );
  });

  test('a form is sent again with a boundary that fits', async () => {
    const { url, requests } = await startFullService({ refusals: 1 });
    const form = new FormData();
    form.set('photo', 'wide');
    expect((await patient.put(url, { body: form })).status).toBe(201);
    for (const { body, headers } of requests) {
      const [, boundary = 'none'] = headers['content-type']?.split('boundary=') ?? [];
      expect(body).toContain(boundary);
    }
    expect(requests).toHaveLength(2);
  });

  test('another hook may replace the request', async () => {
    const { url, requests } = await startFullService({ refusals: 1 });
    const replace = (given: Request | { request: Request }): Request => {
      const request = given instanceof Request ? given : given.request;
      return new Request(request, { headers: { 'x-mine': 'yes' } });
    };
    const instance = patient.extend({ hooks: { beforeRequest: [replace] } });
    expect((await instance.put(url, { body: 'photo' })).status).toBe(201);
    expect(requests.map(({ body, headers }) => [body, headers['x-mine']])).toEqual(
      Array(2).fill(['photo', 'yes']),
    );
  });

  test('the body of a Request is not sent again', async () => {
    const { url, requests } = await startFullService();
    await expect(patient(new Request(url, { method: 'PUT', body: 'photo' }))).rejects.toMatchObject({
      obstacle: 'body',
    });
    expect(requests).toHaveLength(1);
  });

  test('fetch of the application sends again', async () => {
    const { url } = await startFullService({ refusals: 1 });
    const urls: string[] = [];
    const fetch = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      urls.push((input as Request).url);
      return globalThis.fetch(input, init);
    };
    const hooks = insufficientStorageHooks({ fetch, retry: { within: '1 min' } });
    expect((await library.extend({ hooks }).put(url)).status).toBe(201);
    expect(urls).toEqual([url]);
  });

  test('options of one request that fails are not those of the next', async () => {
    const { url, requests } = await startFullService({ status: 503, refusals: 1 });
    const retry = { limit: 1, methods: ['put'], statusCodes: [503], delay: () => 1 };
    const full = await startFullService();
    const instance = library.extend({ hooks: insufficientStorageHooks(), retry });
    await expect(instance.put(full.url)).rejects.toThrow('Insufficient storage');
    expect((await instance.put(url)).status).toBe(201);
    expect(requests).toHaveLength(2);
    expect(retry.limit).toBe(1);
  });
});
