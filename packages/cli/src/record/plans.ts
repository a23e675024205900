import type { Header, RecordedRequest } from '../inspect/exchange.ts';
import type { Settings } from '../inspect-options.ts';
import type { Plan } from './plan.ts';

/** What an API client accepts. */
export const ACCEPT_JSON = 'application/json';

/** What a browser accepts. */
export const ACCEPT_HTML = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8';

/** The length of small uploads in bytes. */
export const SMALL = 1000;

/** Where scripts come from, as far as the server can tell. No such host exists (RFC 6761, section 6.4). */
const SCRIPT_ORIGIN = 'https://http507.invalid';

/** Methods whose requests have no body. */
const WITHOUT_BODY = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

/** Whether requests with a method have a body. */
export function hasBody(method: string): boolean {
  return !WITHOUT_BODY.has(method);
}

/** What to ask. The rest is as in a simple request for JSON over HTTP/1.1. */
export type Ask = Pick<RecordedRequest, 'method'> & Partial<RecordedRequest>;

/** Returns a request to make. */
export function planOf(settings: Settings, ask: Ask): Plan {
  const { to = 'url', method, protocol = 'HTTP/1.1', manner = 'simple', accept = ACCEPT_JSON } = ask;
  const { bodyBytes = hasBody(method) ? SMALL : 0 } = ask;
  const headers = merge(settings.headers, [
    ['accept', accept],
    ['origin', SCRIPT_ORIGIN],
    ['user-agent', 'http507-inspect'],
    // Without it, an upload could replace what is there.
    ...(bodyBytes > 0
      ? ([
          ['content-type', 'application/octet-stream'],
          ['if-none-match', '*'],
        ] as const)
      : []),
  ]);
  const headerOf = (name: string): string => headers.find(([own]) => own === name)?.[1] ?? '';
  const url = to === 'origin' && settings.origin ? settings.origin : settings.url;
  return {
    url,
    headers,
    request: {
      ...{ to, method, protocol, manner, bodyBytes },
      accept: headerOf('accept'),
      scriptOrigin: headerOf('origin'),
    },
  };
}

/** Returns a preflight for a method (Fetch Standard, "CORS-preflight fetch"). */
export function preflightOf(settings: Settings, method: string): Plan {
  const plan = planOf(settings, { method: 'OPTIONS', manner: 'preflight' });
  return { ...plan, headers: [...plan.headers, ['access-control-request-method', method]] };
}

function merge(given: readonly Header[], defaults: readonly Header[]): Header[] {
  const names = new Set(given.map(([name]) => name));
  return [...defaults.filter(([name]) => !names.has(name)), ...given.filter(([, value]) => value !== '')];
}
