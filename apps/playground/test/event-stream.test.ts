import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';

import { EventStream } from '../src/server/event-stream.ts';

test('forgets a page that leaves', async () => {
  const events = new EventStream();
  onTestFinished(() => events.close());
  const socket = await send((request, response) => events.add(request, response));
  await vi.waitUntil(() => events.isWatched, { timeout: 10_000 });
  socket.destroy();
  await vi.waitUntil(() => !events.isWatched, { timeout: 10_000 });
});

test('does not keep a page that has left before it was connected', async () => {
  const events = new EventStream();
  onTestFinished(() => events.close());
  let isAdded = false;
  const socket = await send(async (request, response) => {
    socket.destroy();
    await once(response, 'close');
    await events.add(request, response);
    isAdded = true;
  });
  await vi.waitUntil(() => isAdded, { timeout: 10_000 });
  expect(events.isWatched).toBe(false);
});

/** Sends a request to a server of its own. Returns the connection of the client. */
async function send(listener: RequestListener): Promise<Socket> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET /api/events HTTP/1.1\r\nHost: a\r\n\r\n');
  return socket;
}
