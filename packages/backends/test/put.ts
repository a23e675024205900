import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExhaustedEvent, RecognitionRule } from '@http507/core';
import { storageExhaustedListener } from '@http507/node';

/** The outcome of one request, for the client and on the server. */
export interface Outcome {
  readonly response: Response;
  readonly text: string;
  readonly events: readonly ExhaustedEvent[];
  /** The values that the listener passed on. */
  readonly passedOn: readonly unknown[];
}

/** Sends a PUT with the request id `put-1` to a server whose route only runs the operation. */
export async function put(
  operation: () => unknown,
  rules: readonly RecognitionRule[] = [],
): Promise<Outcome> {
  const events: ExhaustedEvent[] = [];
  const passedOn: unknown[] = [];
  const route = storageExhaustedListener(
    async (request, response) => {
      request.resume();
      await operation();
      response.writeHead(201).end();
    },
    { logger: false, recognize: rules, onExhausted: (event) => events.push(event) },
  );
  const server = createServer(async (request, response) => {
    try {
      await route(request, response);
    } catch (thrown) {
      passedOn.push(thrown);
      response.writeHead(500).end();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files/1`;
    const response = await fetch(url, { method: 'PUT', body: 'x', headers: { 'X-Request-Id': 'put-1' } });
    return { response, text: await response.text(), events, passedOn };
  } finally {
    server.close().closeAllConnections();
  }
}
