import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import type { Guard } from '@http507/guard';

import { MEASURE, type ServiceMessage } from './service-message.ts';

/** How much of an event is passed on, in characters. */
const MAX_TEXT = 5_000;

/** The channels of http507 that the page shows. Their events are for the operator. */
const CHANNELS = [
  'http507:exhausted',
  'http507:suppressed',
  'http507:commit-error',
  'http507:guard',
  'http507:watermark',
  'http507:lease-lapsed',
];

/**
 * Tells the gateway what the service does: where it listens, which answers it sends, its events and reserved bytes. Node and http507 publish all of
 * it, so nothing in the service has to change. Without a gateway it does nothing.
 *
 * @param guard - the guard of the service; without http507 there is none
 */
export function connectToGateway(server: Server, guard?: Guard): void {
  if (!process.send) return;
  // The gateway has ended while this process loaded.
  if (!process.connected) process.exit();
  server.once('listening', () => {
    const { address, port } = server.address() as AddressInfo;
    tell({ type: 'listening', origin: `http://${address}:${port}` });
  });
  reportAnswers();
  for (const channel of CHANNELS) subscribe(channel, (event) => reportEvent(channel, event));
  if (guard) reportReserved(guard);
  // The gateway has ended.
  process.once('disconnect', () => process.exit());
}

function tell(message: ServiceMessage): void {
  // The gateway may end at any time.
  if (process.connected) process.send?.(message, () => undefined);
}

function reportAnswers(): void {
  /** How many bytes of a connection belong to requests that have ended. */
  const endedBytes = new WeakMap<Socket, number>();
  const readBefore = new WeakMap<IncomingMessage, number>();
  subscribe('http.server.request.start', (message) => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    // Not bytesRead, which has the head already, and what arrived with it.
    readBefore.set(request, endedBytes.get(socket) ?? 0);
    // Some services answer before they have read the whole request.
    request.once('close', () => endedBytes.set(socket, socket.bytesRead));
  });
  subscribe('http.server.response.finish', (message) => {
    const { request, response, socket } = message as {
      request: IncomingMessage;
      response: ServerResponse;
      socket: Socket;
    };
    const requestId = request.headers['x-request-id'];
    if (typeof requestId !== 'string') return;
    const receivedBytes = socket.bytesRead - (readBefore.get(request) ?? 0);
    tell({ type: 'answer', answer: { requestId, status: response.statusCode, receivedBytes } });
  });
}

function reportEvent(channel: string, event: unknown): void {
  const { requestId } = event as { requestId?: string };
  const text = inspect(event, { depth: 3, breakLength: 80 }).slice(0, MAX_TEXT);
  tell({ type: 'event', channel, text, ...(requestId !== undefined && { requestId }) });
}

function reportReserved(guard: Guard): void {
  subscribe('http507:volume', (event) => {
    const { reservedBytes } = event as { reservedBytes: number };
    tell({ type: 'reserved', reservedBytes });
  });
  // Reading the usage publishes it, with the bytes that are reserved on the volume.
  process.on('message', (message) => {
    if (message === MEASURE) guard.usage('playground').catch(() => undefined);
  });
}
