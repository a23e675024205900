import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import type { Reply } from '@http507/core';

import { replyOf } from './reply-of.ts';
import type { Simulation } from './simulation.ts';

/**
 * Answers a request as its query asks, well or badly. Resolves to the number of bytes of the body that were read before the answer.
 *
 * @throws QueryError before anything is read
 */
export async function answer(
  simulation: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const reply = replyOf(simulation, request);
  const received = await receive(request, simulation.at);
  await delay(simulation.delay);
  const { mistake } = simulation;
  if (mistake === 'hang') request.resume();
  else if (mistake === 'reset') response.socket?.resetAndDestroy();
  else if (mistake === 'cut') writeHalf(reply, request, response);
  else write(reply, simulation, request, response);
  return received;
}

/** Reads a body until so many bytes have arrived, or until it ends. */
function receive(request: IncomingMessage, bytes: number): Promise<number> {
  let received = 0;
  if (bytes === 0) return Promise.resolve(0);
  return new Promise((resolve) => {
    const stop = (): void => {
      request.off('data', count).off('end', stop).off('close', stop);
      resolve(received);
    };
    const count = (chunk: Buffer): void => {
      received += chunk.length;
      if (received >= bytes) stop();
    };
    request.on('data', count).on('end', stop).on('close', stop);
  });
}

/** Writes an answer at once, reads what is left of the request, and ends only then, so that the client gets the answer. */
function write(
  { status, headers, body }: Reply,
  { at }: Simulation,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(status, headers);
  if (body === '') response.flushHeaders();
  else response.write(body);
  // A client that was not told to continue sends no body.
  const isRefused = request.headers.expect !== undefined && at === 0;
  if (request.complete || isRefused) {
    response.end();
    return;
  }
  const end = (): void => {
    response.end();
  };
  request.once('end', end).once('close', end).resume();
}

/** Writes half of the body and ends the connection, but still reads the request, so that the client gets the half. */
function writeHalf(
  { status, headers, fullBody }: Reply,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.writeHead(status, headers);
  response.flushHeaders();
  response.write(fullBody.slice(0, fullBody.length / 2));
  request.resume();
  response.socket?.end();
}
