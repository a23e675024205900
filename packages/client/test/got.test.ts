import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { insufficientStorageHooks } from '@http507/client/got';
import got from 'got';
import { expect, test } from 'vitest';

import { startFullService } from './full-service.ts';

const client = got.extend({ hooks: insufficientStorageHooks() });
const patient = got.extend({ hooks: insufficientStorageHooks({ retry: { within: '1 min' } }) });

test('json() rejects with the facts of the answer', async () => {
  const { url } = await startFullService();
  await expect(client.put(url, { json: { photo: 1 } }).json()).rejects.toMatchObject({
    name: 'InsufficientStorageError',
    detail: 'There is no room.',
    cause: { name: 'HTTPError' },
  });
});

test('json() waits for room', async () => {
  const { url, requests } = await startFullService({ refusals: 2 });
  expect(await patient.put(url, { json: { photo: 1 } }).text()).toBe('stored');
  expect(requests.map(({ body }) => body)).toEqual(Array(3).fill('{"photo":1}'));
});

test('with throwHttpErrors: false the response is returned, and nothing is repeated', async () => {
  const { url, requests } = await startFullService();
  const response = await client.put(url, { throwHttpErrors: false, retry: { statusCodes: [507] } });
  expect([response.statusCode, requests.length]).toEqual([507, 1]);
});

test('an error without a response is left alone', async () => {
  await expect(client('not a URL')).rejects.toMatchObject({ name: 'RequestError', code: 'ERR_INVALID_URL' });
});

test('a stream fails with the facts of the answer', async () => {
  const { url } = await startFullService();
  for (const each of [client, patient]) {
    const upload = each.stream.put(url);
    const failed = new Promise((_resolve, reject) => upload.once('error', reject));
    await Promise.all([
      pipeline(Readable.from([Buffer.from('photo')]), upload).catch(() => undefined),
      expect(failed).rejects.toMatchObject({ detail: 'There is no room.', obstacle: 'body' }),
    ]);
  }
});

test('the limit of another retry is that of the application', async () => {
  const { url, requests } = await startFullService({ status: 503 });
  const delays = {
    limit: 1,
    calculateDelay: ({ computedValue }: { computedValue: number }) => computedValue / 1000,
  };
  await expect(client.put(url, { retry: delays })).rejects.toMatchObject({ name: 'HTTPError' });
  expect(requests).toHaveLength(2);
});

test('an account of its own', async () => {
  const { url, requests } = await startFullService({ refusals: 1 });
  const hooks = insufficientStorageHooks({
    retry: { within: '1 min' },
    account: ({ headers }) => String(headers['x-account']),
  });
  expect((await got.extend({ hooks }).put(url, { headers: { 'x-account': 'a' } })).statusCode).toBe(201);
  expect(requests).toHaveLength(2);
});
