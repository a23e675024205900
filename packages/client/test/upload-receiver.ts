import type { IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { serve } from './upload-servers.ts';

/** Longer than what one chunk, one buffer or one read holds. */
export const CONTENT = Buffer.from(Array.from({ length: 100_000 }, (_, index) => `${index} `).join(''));

/** Yields the content in chunks that end anywhere. */
export async function* inChunks(): AsyncGenerator<Buffer> {
  for (let start = 0; start < CONTENT.length; start += 70_001) yield CONTENT.subarray(start, start + 70_001);
}

/** A request that a server has received. */
export interface Received {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Starts a server that stores what it receives. */
export async function receive(): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const url = await serve(async (request, response) => {
    response.writeContinue();
    received.push({ method: request.method, headers: request.headers, body: await buffer(request) });
    response.writeHead(201, { 'X-Own': 'a' }).end('stored');
  });
  return { url, received };
}
