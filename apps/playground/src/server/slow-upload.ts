import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Exchange, RecordedRequest } from 'http507/inspect';

import type { SendOrder, TimedExchange } from '../protocol.ts';

/** How many pieces a slow upload has. */
const PIECES = 40;

/** The time between two pieces, in milliseconds. */
const PAUSE = 50;

/** How long a connection may be idle, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Sends an upload of zeros slowly, and lets an accident happen in the middle. A connection that breaks is in the exchange.
 *
 * @param onProgress - called with the bytes that have been handed to the connection
 * @throws the error of an accident that cannot happen
 */
export async function slowUpload(
  origin: string,
  { path, bodyBytes, requestId, account }: Omit<SendOrder, 'service'>,
  accident: () => Promise<void>,
  onProgress: (sentBytes: number) => void,
): Promise<TimedExchange> {
  const started = performance.now();
  const request = http.request(`${origin}${path}`, {
    method: 'PUT',
    agent: false,
    headers: { 'Content-Length': bodyBytes, 'X-Request-Id': requestId, 'X-Account': account },
  });
  let sentBytes = 0;
  let isOver = false;
  const answer = awaitAnswer(request, () => sentBytes).then((result) => {
    isOver = true;
    return { result, milliseconds: performance.now() - started };
  });
  try {
    const piece = Buffer.alloc(Math.ceil(bodyBytes / PIECES));
    for (let index = 0; index < PIECES && !isOver; index += 1) {
      if (index === PIECES / 2) await accident();
      const part = piece.subarray(0, bodyBytes - sentBytes);
      sentBytes += part.length;
      request.write(part, () => undefined);
      onProgress(sentBytes);
      await delay(PAUSE);
    }
    request.end();
    const { result, milliseconds } = await answer;
    return { exchange: { request: describeUpload(bodyBytes), ...result }, milliseconds };
  } finally {
    request.destroy();
  }
}

function describeUpload(bodyBytes: number): RecordedRequest {
  return {
    to: 'url',
    method: 'PUT',
    protocol: 'HTTP/1.1',
    manner: 'reads-while-sending',
    accept: '',
    scriptOrigin: '',
    bodyBytes,
  };
}

function awaitAnswer(request: http.ClientRequest, sent: () => number): Promise<Omit<Exchange, 'request'>> {
  return new Promise((resolve) => {
    const fail = (kind: 'closed' | 'timeout', message: string): void => {
      resolve({ failure: { kind, message } });
    };
    request.setTimeout(PATIENCE, () =>
      fail('timeout', `Nothing was sent or received for ${PATIENCE / 1000} s`),
    );
    request.on('error', ({ message }) => fail('closed', `The connection broke: ${message}`));
    request.once('response', (response) => {
      const sentBytes = sent();
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.once('close', () => {
        resolve({
          answer: {
            status: response.statusCode ?? 0,
            reason: response.statusMessage ?? '',
            headers: pairs(response.rawHeaders),
            body: {
              bytes: Buffer.byteLength(text),
              text,
              utf8: true,
              end: response.complete ? 'complete' : 'cut',
            },
            interim: [],
            sentBytes,
            extraBytes: 0,
            faults: [],
          },
        });
      });
    });
  });
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as [string, string]] : [],
  );
}
