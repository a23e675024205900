import http2 from 'node:http2';
import { Readable } from 'node:stream';

import type { Answer } from './answer.ts';

/** In milliseconds. Some frameworks never answer. */
const MAX_SILENCE = 5_000;

/** The outcome of an HTTP/2 stream. */
export interface Http2Answer extends Answer {
  /** The code of RST_STREAM. 0 (NO_ERROR) if the stream ended normally. */
  readonly rstCode: number;
  /** Whether the session accepts another stream afterwards. */
  readonly sessionLives: boolean;
}

/** Sends a request over HTTP/2 without TLS, with as much of the body as the server accepts. */
export function requestHttp2(
  origin: string,
  headers: http2.OutgoingHttpHeaders,
  body?: Buffer,
): Promise<Http2Answer> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(origin);
    session.once('error', reject);
    const stream = session.request(headers, { endStream: body === undefined });
    let answer: http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader = {};
    let received = '';
    stream.once('response', (responseHeaders) => {
      answer = responseHeaders;
    });
    stream.setTimeout(MAX_SILENCE, () => {
      session.destroy();
      reject(new Error('no answer'));
    });
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      received += chunk;
    });
    // A reset is a result here. `rstCode` tells it.
    stream.on('error', () => {});
    stream.once('close', () => {
      if (session.destroyed) return;
      session.ping((error) => {
        session.close();
        resolve({
          status: answer[':status'] ?? 0,
          headers: answer,
          body: received,
          rstCode: stream.rstCode ?? 0,
          sessionLives: error === null,
        });
      });
    });
    // In parts, because a session buffers at most 10 MB.
    if (body) Readable.from(parts(body)).pipe(stream);
  });
}

function* parts(body: Buffer): Generator<Buffer> {
  for (let start = 0; start < body.length; start += 64 * 1024) yield body.subarray(start, start + 64 * 1024);
}
