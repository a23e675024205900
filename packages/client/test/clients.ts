import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

import { type ClientOptions, wrapFetch } from '@http507/client';
import { insufficientStorageInterceptor as axiosInterceptor } from '@http507/client/axios';
import { insufficientStorageHooks as gotHooks } from '@http507/client/got';
import { insufficientStorageHooks as kyHooks } from '@http507/client/ky';
import { insufficientStorageInterceptor as undiciInterceptor } from '@http507/client/undici';
import axios from 'axios';
import axios0 from 'axios0';
import got from 'got';
import got12 from 'got12';
import got13 from 'got13';
import got16 from 'got16';
import ky from 'ky';
import ky2 from 'ky2';
import * as undici from 'undici';
import * as undici6 from 'undici6';

/** A request of a test. */
export interface Sending {
  readonly url: string;
  readonly method?: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly headers?: Record<string, string>;
  readonly body?: string | undefined;
  /** Sends the body as a stream. */
  readonly streams?: boolean;
  readonly signal?: AbortSignal;
}

/** What a library answers. */
export interface Received {
  readonly status: number;
  readonly text: string;
}

/** A library in one major, with this package in it. */
export interface Client {
  readonly name: string;
  /** Whether errors have the library's own as their cause. */
  readonly hasCause?: boolean;
  /** `none` where the library has no signals. */
  readonly signals?: 'none';
  /** `streams` where the library turns every body into a stream. */
  readonly bodies?: 'streams';
  /** Where the library wraps every error. */
  readonly unwrap?: (thrown: unknown) => unknown;
  readonly create: (options?: Pick<ClientOptions<[]>, 'retry'>) => (sending: Sending) => Promise<Received>;
}

const got11 = createRequire(import.meta.url)('got11') as typeof got;

// Libraries take a member that is undefined for one that is wrong.
function defined(members: object): never {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;
}

function withFetch(
  create: (options?: Pick<ClientOptions<[]>, 'retry'>) => typeof globalThis.fetch,
): Client['create'] {
  return (options) => {
    const send = create(options);
    return async ({ url, method = 'PUT', headers, body, streams, signal }) => {
      const stream = streams ? { body: new Blob([body ?? '']).stream(), duplex: 'half' } : { body };
      const response = await send(url, defined({ method, headers, signal, ...stream }));
      return { status: response.status, text: await response.text() };
    };
  };
}

function withUndici({ Agent, request }: Pick<typeof undici, 'Agent' | 'request'>): Client['create'] {
  return (options) => {
    const dispatcher = new Agent().compose(undiciInterceptor(options));
    return async ({ url, method = 'PUT', body, streams, ...rest }) => {
      const sent = streams ? Readable.from([Buffer.from(body ?? '')]) : body;
      const response = await request(url, defined({ dispatcher, method, body: sent, ...rest }));
      return { status: response.statusCode, text: await response.body.text() };
    };
  };
}

function withAxios(library: typeof axios, config: object = {}): Client['create'] {
  return (options) => {
    const instance = library.create({
      responseType: 'text',
      transformResponse: [(data) => data as string],
      ...config,
    });
    instance.interceptors.request.use(axiosInterceptor(library, options));
    return async ({ body, streams, method = 'PUT', ...rest }) => {
      const data = streams ? Readable.from([Buffer.from(body ?? '')]) : body;
      const response = await instance.request<string>(defined({ data, method, maxRedirects: 0, ...rest }));
      return { status: response.status, text: response.data };
    };
  };
}

function withKy(library: typeof ky): Client['create'] {
  return (options) => {
    const instance = library.extend({ hooks: kyHooks(options), retry: 0 });
    return async ({ url, streams, body, method = 'PUT', ...rest }) => {
      const stream = streams ? { body: new Blob([body ?? '']).stream(), duplex: 'half' } : { body };
      const response = await instance(url, defined({ method, ...stream, ...rest }));
      return { status: response.status, text: await response.text() };
    };
  };
}

function withGot(library: typeof got): Client['create'] {
  return (options) => {
    const instance = library.extend({ hooks: gotHooks(options), retry: { limit: 0 } as never });
    return async ({ url, streams, body, method = 'PUT', ...rest }) => {
      const sent = streams ? Readable.from([Buffer.from(body ?? '')]) : body;
      const response = await instance(url, defined({ method, body: sent, ...rest }));
      return { status: response.statusCode, text: response.body };
    };
  };
}

const [nodeMajor = 0, nodeMinor = 0] = process.versions.node.split('.').map(Number);
/** undici 8 does not start on older ones. */
const HAS_UNDICI_8 = nodeMajor > 22 || (nodeMajor === 22 && nodeMinor >= 19);
const undici8 = HAS_UNDICI_8 ? ((await import('undici8')) as unknown as typeof undici) : undefined;

export const MISSING = HAS_UNDICI_8 ? [] : ['undici 8, which needs Node 22.19'];

export const CLIENTS: Client[] = [
  { name: 'fetch', create: withFetch((options) => wrapFetch(fetch, options)) },
  { name: 'undici 7', create: withUndici(undici) },
  { name: 'undici 6', create: withUndici(undici6 as unknown as typeof undici) },
  ...(undici8 ? [{ name: 'undici 8', create: withUndici(undici8) }] : []),
  {
    name: 'fetch of undici 7',
    unwrap: (thrown) => (thrown as Error).cause ?? thrown,
    create: withFetch((options) => {
      const dispatcher = new undici.Agent().compose(undiciInterceptor(options));
      return ((url: string, init: object) => undici.fetch(url, { ...init, dispatcher })) as typeof fetch;
    }),
    bodies: 'streams',
  },
  { name: 'axios 1', hasCause: true, create: withAxios(axios) },
  { name: 'axios 1 with its fetch adapter', hasCause: true, create: withAxios(axios, { adapter: 'fetch' }) },
  { name: 'axios 0', hasCause: true, create: withAxios(axios0 as unknown as typeof axios) },
  { name: 'ky 1', create: withKy(ky) },
  { name: 'ky 2', create: withKy(ky2 as unknown as typeof ky) },
  ...[
    { name: 'got 11', library: got11 },
    { name: 'got 12', library: got12 as unknown as typeof got },
    { name: 'got 13', library: got13 as unknown as typeof got },
    { name: 'got 14', library: got },
    { name: 'got 16', library: got16 as unknown as typeof got },
  ].map(({ name, library }) => ({
    name,
    // The others have all in one.
    hasCause: name > 'got 13',
    create: withGot(library),
    ...(name === 'got 11' && { signals: 'none' as const }),
  })),
];
