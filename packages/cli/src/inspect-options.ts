import { validateHeaderName, validateHeaderValue } from 'node:http';

import type { Header } from './inspect/exchange.ts';
import { InspectError } from './inspect-error.ts';

/** Options of inspect. All are optional. */
export interface InspectOptions {
  /** The methods to ask with. Default: GET, HEAD and PUT. */
  readonly methods?: readonly string[] | undefined;
  /** Headers for every request, as `[name, value]`. They replace default headers. An empty value removes a default header. */
  readonly headers?: readonly Header[] | undefined;
  /** The length of large uploads in bytes. Default: 8,000,000. */
  readonly bodySize?: number | undefined;
  /** How long the whole inspection may take, in seconds. A single request may take a quarter of it. Default: 60. */
  readonly timeout?: number | undefined;
  /** The URL of the origin behind a proxy, to compare its answer. Without a path, it gets that of the inspected URL. */
  readonly origin?: string | undefined;
}

/** InspectOptions after checks, with defaults. */
export interface Settings {
  readonly url: URL;
  readonly origin: URL | undefined;
  readonly methods: readonly string[];
  readonly headers: readonly Header[];
  readonly bodySize: number;
  /** In milliseconds. */
  readonly timeout: number;
}

/** In bytes. */
const MAX_BODY_SIZE = 1e12;

/** In seconds. */
const MAX_TIMEOUT = 86_400;

/**
 * Checks options and returns a copy with defaults.
 *
 * @throws InspectError that names what is invalid
 */
export function checkOptions(url: string, options: InspectOptions): Settings {
  const { methods = ['GET', 'HEAD', 'PUT'], headers = [], bodySize = 8e6, timeout = 60, origin } = options;
  const target = parseUrl(url);
  const behind = origin === undefined ? undefined : parseUrl(origin);
  if (behind?.pathname === '/' && behind.search === '') {
    behind.pathname = target.pathname;
    behind.search = target.search;
  }
  for (const method of methods)
    expect(/^[!#$%&'*+.^`|~\w-]{1,20}$/.test(method), `${method} is not a method`);
  expect(methods.length > 0, 'At least one method is needed');
  expect(
    Number.isInteger(bodySize) && bodySize > 0 && bodySize <= MAX_BODY_SIZE,
    `The body size ${bodySize} is not a number of bytes`,
  );
  expect(
    timeout > 0 && timeout <= MAX_TIMEOUT,
    `The timeout ${timeout} is not a number of seconds from 0 to ${MAX_TIMEOUT}`,
  );
  for (const [name, value] of headers) checkHeader(name, value);
  return {
    url: target,
    origin: behind,
    methods: [...new Set(methods.map((method) => method.toUpperCase()))],
    headers: headers.map(([name, value]) => [name.toLowerCase(), value]),
    bodySize,
    timeout: timeout * 1000,
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new InspectError(`${text} is not a URL that begins with http:// or https://`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new InspectError('Credentials belong into a header, not into the URL');
  }
  return url;
}

function checkHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch (error) {
    throw new InspectError((error as Error).message, { cause: error });
  }
}

function expect(valid: boolean, message: string): asserts valid {
  if (!valid) throw new InspectError(message);
}
