import type { AxiosAdapter, AxiosResponse, AxiosStatic, InternalAxiosRequestConfig } from 'axios';

import { canReplay } from './can-replay.ts';
import type { ClientOptions } from './client-options.ts';
import { hasHeader } from './has-header.ts';
import { parseInsufficientStorage } from './parse-insufficient-storage.ts';
import { readBody } from './read-body.ts';
import { readHeaders } from './read-headers.ts';
import { send } from './send.ts';
import { createTurns, type OpenTurn } from './turn.ts';

export {
  InsufficientStorageError,
  isInsufficientStorageError,
} from './insufficient-storage-error.ts';

type Config = InternalAxiosRequestConfig;

/**
 * Returns a request interceptor for axios. Requests that are answered with status 507 reject with InsufficientStorageError, whose `cause` is the
 * AxiosError, and are sent again if `options.retry` says so. It works below all response interceptors, so axios-retry and retry-axios do not repeat such
 * requests, wherever they are registered. Responses that `validateStatus` accepts are left alone.
 *
 * @param axios - the default export of axios, which resolves names of adapters
 * @throws TypeError that names the option if one is invalid
 */
export function insufficientStorageInterceptor(
  axios: Partial<Pick<AxiosStatic, 'getAdapter'>>,
  options: ClientOptions<[config: Config]> = {},
): (config: Config) => Config {
  const openTurn = createTurns(options);
  /** A retry of another interceptor brings its config along. */
  const ours = new WeakSet<AxiosAdapter>();
  return (config) => {
    const given = config.adapter;
    if (typeof given === 'function' && ours.has(given)) return config;
    const adapter =
      typeof given === 'function' ? given : (axios as Pick<AxiosStatic, 'getAdapter'>).getAdapter(given);
    config.adapter = wrapAdapter(adapter, openTurn);
    ours.add(config.adapter);
    return config;
  };
}

function wrapAdapter(adapter: AxiosAdapter, openTurn: OpenTurn<[Config]>): AxiosAdapter {
  return (config) => {
    const method = config.method ?? 'get';
    const attempt = (): Promise<AxiosResponse> =>
      adapter(config).catch(async (thrown: unknown) => {
        const { response } = Object(thrown) as { readonly response?: AxiosResponse };
        if (response?.status !== 507) throw thrown;
        throw parseInsufficientStorage(
          {
            headers: readHeaders(response.headers),
            body: await readData(response.data),
            method,
            hasIdempotencyKey: hasHeader(config.headers, 'idempotency-key'),
            canReplay: canReplay(config.data),
            now: Date.now(),
          },
          { cause: thrown },
        );
      });
    const { baseURL = '', url = '', signal } = config;
    const request = {
      url: /^https?:/i.test(url) ? url : baseURL,
      method,
      signal: signal as AbortSignal | undefined,
    };
    return send(attempt, openTurn(request, config));
  };
}

/** Reads a body of any `responseType`. Never rejects. */
async function readData(data: unknown): Promise<string> {
  try {
    return await readBody(new Response(data as BodyInit));
  } catch {
    return '';
  }
}
