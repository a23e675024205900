import http from 'node:http';
import { text } from 'node:stream/consumers';

import type { Answer } from './answer.ts';

/** Options of request. */
export interface RequestOptions extends Pick<http.RequestOptions, 'method' | 'headers' | 'agent'> {
  readonly body?: string | Buffer;
}

/** Sends a request with node:http. Rejects if the answer is cut off. */
export function request(url: string, options: RequestOptions = {}): Promise<Answer> {
  const { body, ...rest } = options;
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, { agent: false, ...rest }, (incoming) => {
      text(incoming).then(
        (received) =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: received }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
