import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../packages/client/test/upload-servers.ts';
import {
  lazyContinue,
  StorageExhaustedError,
  type StorageExhaustedOptions,
  storageExhaustedListener,
} from '../../packages/node/src/index.ts';

/** A service whose paths answer uploads in each way. */
export interface AnsweringService {
  readonly url: string;
  /** Returns the paths of the requests so far. */
  readonly requests: () => readonly string[];
}

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

const store: Answer = async (request, response) => {
  await buffer(request);
  response.writeHead(201).end();
};

function exhaust(options: StorageExhaustedOptions): Answer {
  return () => {
    throw new StorageExhaustedError(options);
  };
}

/** Answers without reading the body. */
function refuse(status: number, retryAfter?: () => string): Answer {
  return (_request, response) => {
    const headers = {
      'X-Request-Id': 'id-of-the-request',
      ...(retryAfter && { 'Retry-After': retryAfter() }),
    };
    response.writeHead(status, headers).end();
  };
}

/** The answers at each path, in order; the last one from then on. */
const ANSWERS: Readonly<Record<string, readonly Answer[]>> = {
  '/full-for-a-second': [exhaust({ retryAfter: 1 }), store],
  '/full-for-longer': [exhaust({ retryAfter: 1 })],
  '/full-for-an-hour': [exhaust({ retryAfter: 3600 })],
  '/quota': [exhaust({ reason: 'quota', retryAfter: 1 })],
  '/too-large': [refuse(413, () => '1')],
  '/too-many': [refuse(429, () => '1'), store],
  '/unavailable': [refuse(503, () => new Date(Date.now() + 2_000).toUTCString()), store],
  '/unavailable-without-end': [refuse(503)],
  '/nonsense': [refuse(503, () => 'soon')],
  '/broken': [refuse(500, () => '1')],
};

/** Starts the service until the test ends. */
export async function startAnsweringService(): Promise<AnsweringService> {
  const requests: string[] = [];
  const server = createServer(
    storageExhaustedListener(
      (request, response) => {
        const path = request.url ?? '';
        const answers = ANSWERS[path] ?? [];
        const answer = answers[requests.filter((other) => other === path).length] ?? answers.at(-1);
        requests.push(path);
        return answer?.(request, response);
      },
      { logger: false, requestId: () => 'id-of-the-request' },
    ),
  );
  lazyContinue(server);
  return { url: await listen(server), requests: () => requests };
}
