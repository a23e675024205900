import { createRequire } from 'node:module';

import { isInsufficientStorageError } from '@http507/client';
import { insufficientStorageInterceptor as axiosInterceptor } from '@http507/client/axios';
import { insufficientStorageHooks as gotHooks } from '@http507/client/got';
import { insufficientStorageHooks as kyHooks } from '@http507/client/ky';
import { insufficientStorageInterceptor as undiciInterceptor } from '@http507/client/undici';
import axios, { type AxiosInstance } from 'axios';
import axiosRetry from 'axios-retry';
import axiosRetry3 from 'axios-retry3';
import got from 'got';
import got12 from 'got12';
import got13 from 'got13';
import got16 from 'got16';
import ky from 'ky';
import ky2 from 'ky2';
import * as retryAxios from 'retry-axios';
import * as retryAxios3 from 'retry-axios3';
import * as undici from 'undici';
import * as undici6 from 'undici6';
import { describe, expect, test } from 'vitest';

import { startFullService } from './full-service.ts';

const got11 = createRequire(import.meta.url)('got11') as typeof got;

/** Sends a PUT to a full service, and returns what the service has got. */
async function countRequests(send: (url: string) => Promise<unknown>, ours: boolean): Promise<number> {
  const { url, requests } = await startFullService();
  const thrown = await send(url).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(isInsufficientStorageError(thrown)).toBe(ours);
  return requests.length;
}

interface Settings {
  readonly name: string;
  /** Returns a function that sends a PUT, with or without this package. */
  readonly create: (ours: boolean) => (url: string) => Promise<unknown>;
}

const AXIOS_RETRY: Settings[] = [
  { name: 'axios-retry 4', retry: axiosRetry },
  { name: 'axios-retry 3', retry: axiosRetry3 as unknown as typeof axiosRetry },
].flatMap(({ name, retry }) =>
  [
    { when: 'before', options: {} },
    { when: 'after', options: {} },
    { when: 'before', options: { retryCondition: () => true } },
    { when: 'after', options: { retryCondition: () => true, validateResponse: () => false } },
  ].map(({ when, options }) => ({
    name: `${name}, registered ${when}, ${Object.keys(options).join(' and ') || 'with its defaults'}`,
    create: (ours: boolean) => {
      const instance = axios.create();
      const add = (): unknown => retry(instance, { retries: 2, retryDelay: () => 1, ...options });
      return sendWithAxios(instance, when === 'before', add, ours);
    },
  })),
);

const RETRY_AXIOS: Settings[] = [
  { name: 'retry-axios 4', retry: retryAxios },
  { name: 'retry-axios 3', retry: retryAxios3 as unknown as typeof retryAxios },
].flatMap(({ name, retry }) =>
  ['before', 'after'].map((when) => ({
    name: `${name}, registered ${when}`,
    create: (ours: boolean) => {
      const raxConfig = { retry: 2, retryDelay: 1, backoffType: 'static' };
      const instance = axios.create({ raxConfig } as object);
      return sendWithAxios(instance, when === 'before', () => retry.attach(instance), ours);
    },
  })),
);

function sendWithAxios(instance: AxiosInstance, isBefore: boolean, add: () => unknown, ours: boolean) {
  if (isBefore) add();
  if (ours) instance.interceptors.request.use(axiosInterceptor(axios));
  if (!isBefore) add();
  return (url: string) => instance.put(url, 'photo');
}

const GOT: Settings[] = Object.entries({ got11, got12, got13, got, got16 }).flatMap(([name, library]) =>
  [
    { what: 'statusCodes', retry: { limit: 2, statusCodes: [507], methods: ['PUT'] } },
    { what: 'calculateDelay', retry: { limit: 2, statusCodes: [507], calculateDelay } },
  ].map(({ what, retry }) => ({
    name: `${name} with ${what}`,
    create: (ours: boolean) => {
      const options = { retry: { calculateDelay, ...retry }, ...(ours && { hooks: gotHooks() }) };
      const instance = (library as typeof got).extend(options as never) as typeof got;
      return (url: string) => instance.put(url, { body: 'photo' });
    },
  })),
);

function calculateDelay({ attemptCount }: { readonly attemptCount: number }): number {
  return attemptCount > 2 ? 0 : 1;
}

const KY: Settings[] = Object.entries({ ky, ky2 }).flatMap(([name, library]) =>
  [
    { what: 'statusCodes', retry: { statusCodes: [507], methods: ['put'] } },
    { what: 'shouldRetry', retry: { methods: ['put'], shouldRetry: () => true } },
  ].map(({ what, retry }) => ({
    name: `${name} with ${what}`,
    create: (ours: boolean) => {
      const options = { retry: { limit: 2, delay: () => 1, ...retry }, ...(ours && { hooks: kyHooks() }) };
      const instance = (library as typeof ky).extend(options);
      return (url: string) => instance.put(url, { body: 'photo' });
    },
  })),
);

const UNDICI: Settings[] = Object.entries({ undici, undici6 }).flatMap(([name, library]) => {
  const { Agent, interceptors, request, RetryAgent } = library as unknown as typeof undici;
  const options = { statusCodes: [507], minTimeout: 1, maxRetries: 2 };
  return [
    {
      name: `${name} with interceptors.retry`,
      create: (ours: boolean) => {
        const first = ours ? [undiciInterceptor()] : [];
        const dispatcher = new Agent().compose(...first, interceptors.retry(options));
        return (url: string) => request(url, { dispatcher, method: 'PUT' as const, body: 'photo' });
      },
    },
    {
      name: `${name} with RetryAgent`,
      create: (ours: boolean) => {
        const agent = ours ? new Agent().compose(undiciInterceptor()) : new Agent();
        const dispatcher = new RetryAgent(agent, options);
        return (url: string) => request(url, { dispatcher, method: 'PUT' as const, body: 'photo' });
      },
    },
  ];
});

describe.concurrent.each([...AXIOS_RETRY, ...RETRY_AXIOS, ...GOT, ...KY, ...UNDICI])(
  '$name',
  ({ create }) => {
    test('repeats a 507 three times without this package', async () => {
      expect(await countRequests(create(false), false)).toBe(3);
    });

    test('repeats no 507 with it', async () => {
      expect(await countRequests(create(true), true)).toBe(1);
    });
  },
);

describe('what the settings are for still works', () => {
  test.each([...AXIOS_RETRY.slice(0, 2), ...RETRY_AXIOS.slice(0, 2), GOT[6], KY[1]] as Settings[])(
    '$name repeats a 503',
    async ({ create }) => {
      const { url, requests } = await startFullService({ status: 503, refusals: 1 });
      await create(true)(url);
      expect(requests.map(({ body }) => body)).toEqual(['photo', 'photo']);
    },
  );
});
