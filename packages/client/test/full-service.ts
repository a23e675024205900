import type { IncomingHttpHeaders, RequestListener } from 'node:http';

import { afterAll } from 'vitest';

import { serve } from './upload-servers.ts';

/** A request as it has reached the service. */
export interface ReceivedRequest {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a service answers. */
export interface ServiceOptions {
  /** How many requests are refused. Default: all. */
  readonly refusals?: number;
  readonly status?: number;
  /** Default: a Retry-After of a second. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** With the file, because in concurrent tests onTestFinished would belong to another test. */
const cleanUps: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

/** Starts a service that reads each request to its end and refuses it, until all tests of the file have ended. */
export async function startFullService({
  refusals = Number.POSITIVE_INFINITY,
  status = 507,
  headers = { 'Retry-After': '1' },
  body = JSON.stringify({
    detail: 'There is no room.',
    reason: 'capacity',
    requestId: '9f0c',
    temporary: true,
  }),
}: ServiceOptions = {}): Promise<{ url: string; requests: ReceivedRequest[] }> {
  const requests: ReceivedRequest[] = [];
  const refuse: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method } = request;
      // A connection that the service closes while it idles would fail the next request at times.
      response.shouldKeepAlive = false;
      requests.push({ method, headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (requests.length > refusals) {
        response.writeHead(201, { 'Content-Type': 'text/plain' }).end('stored');
        return;
      }
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
    });
  };
  const origin = await serve(refuse, (cleanUp) => cleanUps.push(cleanUp));
  return { url: `${origin}/files/photo`, requests };
}
