import { isInsufficientStorageError, wrapFetch } from '@http507/client';
import { StorageExhaustedError } from '@http507/core';
import { storageExhausted } from '@http507/fetch';
import { describe, expect, test } from 'vitest';

import { SERVICES, startService } from '../../../examples/store/test/service.ts';
import { serve as serveFetch } from '../../fetch/test/serve.ts';
import { CLIENTS } from './clients.ts';

const patient = wrapFetch(fetch, { retry: { within: '1 min' } });

describe.each(SERVICES)('the %s service', (name) => {
  test.each(CLIENTS)('tells $name whose room is used up', async ({ create, unwrap = (thrown) => thrown }) => {
    const { url } = await startService(name);
    const send = create();
    for (const reason of ['capacity', 'quota'] as const) {
      const error = unwrap(
        await send({ url: `${url}/status/507?reason=${reason}&retryAfter=30`, method: 'GET' }).catch(
          (thrown: unknown) => thrown,
        ),
      );
      expect(isInsufficientStorageError(error)).toBe(true);
      expect(error).toMatchObject({
        reason,
        temporary: true,
        retryAfter: { seconds: 30 },
        requestId: expect.stringMatching(/./),
        detail: expect.stringMatching(/./),
        mayRetry: reason === 'capacity',
      });
    }
  });

  test('gets what waited for room, once there is some', async () => {
    const { url } = await startService(name, { CAPACITY_BYTES: '100000' });
    const put = (file: string, bytes: number): Promise<Response> =>
      patient(`${url}/files/${file}`, { method: 'PUT', body: 'x'.repeat(bytes) });
    expect((await put('ballast', 95_000)).status).toBe(201);
    const waiting = Array.from({ length: 20 }, (_, index) => put(`photo${index}`, 3_000));
    // One of them has room left. The others wait.
    expect((await Promise.race(waiting)).status).toBe(201);
    expect((await patient(`${url}/files/ballast`, { method: 'DELETE' })).status).toBe(204);
    const answers = await Promise.all(waiting);
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    const { files } = (await (await fetch(`${url}/files`)).json()) as { files: unknown[] };
    expect(files).toHaveLength(20);
  });
});

test('the fetch adapter gets what waited for room', async () => {
  let requests = 0;
  const origin = await serveFetch(
    storageExhausted(
      async (request: Request) => {
        requests += 1;
        if (requests === 1) throw new StorageExhaustedError({ retryAfter: 1 });
        return new Response(await request.text(), { status: 201 });
      },
      { logger: false },
    ),
  );
  const response = await patient(`${origin}/files/photo`, { method: 'PUT', body: 'photo' });
  expect([response.status, await response.text(), requests]).toEqual([201, 'photo', 2]);
});
