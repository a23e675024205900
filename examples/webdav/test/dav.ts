import { expect } from 'vitest';

import { type Service, startService } from '../../store/test/service.ts';

/** A running WebDAV server. */
export interface Dav extends Service {
  /** Sends a request for a path below `/dav/`. */
  request(method: string, path: string, options?: DavOptions): Promise<Response>;
  /** Returns the quota properties of an account, in bytes. */
  quota(account?: string): Promise<{ used: number; available: number }>;
}

/** The parts of a request. */
export interface DavOptions {
  readonly headers?: Record<string, string>;
  readonly body?: NonNullable<RequestInit['body']>;
}

const QUOTA = `<propfind xmlns="DAV:"><prop><quota-available-bytes/><quota-used-bytes/></prop></propfind>`;

/** Starts the server in a new folder. It stops when the test ends. */
export async function startDav(env: Record<string, string> = {}): Promise<Dav> {
  const service = await startService('webdav', env);
  const request: Dav['request'] = async (method, path, { headers = {}, body } = {}) =>
    await fetch(`${service.url}/dav/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    });
  return {
    ...service,
    request,
    async quota(account = 'anonymous') {
      const headers = { depth: '0', 'x-account': account, 'content-type': 'application/xml' };
      const response = await request('PROPFIND', '', { headers, body: QUOTA });
      const text = await response.text();
      const numberIn = (name: string): number =>
        Number(new RegExp(`<${name}>(\\d+)</${name}>`).exec(text)?.[1]);
      return { used: numberIn('quota-used-bytes'), available: numberIn('quota-available-bytes') };
    },
  };
}

/** Returns the headers of a COPY or MOVE. */
export function to(
  destination: string,
  headers: Record<string, string> = {},
): { headers: Record<string, string> } {
  return { headers: { destination: `/dav/${destination}`, ...headers } };
}

/** The body of a LOCK. */
export const LOCK: DavOptions = {
  headers: { 'content-type': 'application/xml', depth: '0' },
  body: `<lockinfo xmlns="DAV:"><lockscope><exclusive/></lockscope><locktype><write/></locktype><owner><href>me</href></owner></lockinfo>`,
};

/** Returns the body of a PROPPATCH that sets a property. */
export function setProperty(value: string): DavOptions {
  return {
    headers: { 'content-type': 'application/xml' },
    body: `<propertyupdate xmlns="DAV:"><set><prop><color xmlns="urn:test">${value}</color></prop></set></propertyupdate>`,
  };
}

/** Expects a 507 in the words of WebDAV. */
export async function expectExhausted(
  response: Response,
  condition: 'quota-not-exceeded' | 'sufficient-disk-space',
): Promise<void> {
  const text = await response.text();
  expect([response.status, text]).toEqual([507, expect.stringContaining(`<d:error xmlns:d="DAV:"`)]);
  expect(text).toContain(`<d:${condition}/>`);
  expect(text).toContain('<s:message>');
  expect(response.headers.get('content-type')).toBe('application/xml; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
}
