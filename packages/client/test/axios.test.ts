import { isInsufficientStorageError } from '@http507/client';
import { insufficientStorageInterceptor } from '@http507/client/axios';
import axios, { type AxiosError } from 'axios';
import FormData from 'form-data';
import { describe, expect, test } from 'vitest';

import { startFullService } from './full-service.ts';

function createAxios(options?: Parameters<typeof insufficientStorageInterceptor>[1]) {
  const instance = axios.create();
  instance.interceptors.request.use(insufficientStorageInterceptor(axios, options));
  return instance;
}

const patient = createAxios({ retry: { within: '1 min' } });

test.each(['json', 'text', 'arraybuffer', 'stream'] as const)(
  'the answer is read with the responseType %s',
  async (responseType) => {
    const { url } = await startFullService();
    const error = await createAxios()
      .put(url, 'photo', { responseType })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: 'capacity', requestId: '9f0c', detail: 'There is no room.' });
    expect(((error as Error).cause as AxiosError).response?.status).toBe(507);
  },
);

test('a response that validateStatus accepts is returned', async () => {
  const { url } = await startFullService();
  const response = await createAxios().put(url, 'photo', { validateStatus: () => true });
  expect(response.status).toBe(507);
});

test('a document is sent again as it was', async () => {
  const { url, requests } = await startFullService({ refusals: 1 });
  await patient.put(url, { photo: 1 });
  expect(requests.map(({ body, headers }) => [body, headers['content-type']])).toEqual([
    ['{"photo":1}', 'application/json'],
    ['{"photo":1}', 'application/json'],
  ]);
});

test('a form of the package form-data is not sent again', async () => {
  const { url, requests } = await startFullService();
  const form = new FormData();
  form.append('file', 'photo');
  await expect(patient.put(url, form)).rejects.toMatchObject({ obstacle: 'body' });
  expect(requests).toHaveLength(1);
});

test('an instance with a baseURL and an adapter of its own', async () => {
  const { url, requests } = await startFullService({ refusals: 1 });
  const { origin, pathname } = new URL(url);
  let calls = 0;
  const instance = axios.create({
    baseURL: origin,
    adapter: (config) => {
      calls += 1;
      return axios.getAdapter('http')(config);
    },
  });
  instance.interceptors.request.use(
    insufficientStorageInterceptor(axios, {
      retry: { within: '1 min' },
      account: ({ url: path }) => path ?? '',
    }),
  );
  expect((await instance.put(pathname, 'photo')).status).toBe(201);
  expect([calls, requests.length]).toEqual([2, 2]);
});

test('an interceptor that sees the error can recognize it', async () => {
  const { url } = await startFullService();
  const instance = createAxios();
  const seen: unknown[] = [];
  instance.interceptors.response.use(undefined, (error: unknown) => {
    seen.push(isInsufficientStorageError(error), axios.isAxiosError(error));
    return Promise.reject(error);
  });
  await expect(instance.put(url, 'photo')).rejects.toThrow('Insufficient storage');
  expect(seen).toEqual([true, false]);
});

describe('aborting the wait', () => {
  test('is a CanceledError, as everywhere in axios', async () => {
    const { url } = await startFullService({ headers: { 'Retry-After': '30' } });
    const error = await patient
      .put(url, 'photo', { signal: AbortSignal.timeout(300) })
      .catch((thrown: unknown) => thrown);
    expect(axios.isCancel(error)).toBe(true);
  });
});
