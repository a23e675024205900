import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that counts what clients send it. */
export interface Measured {
  readonly url: string;
  /** The methods of the requests, in order. */
  methods(): string[];
  /** How many requests created or continued an upload. */
  attempts(): number;
  /** How many bytes of bodies have arrived. */
  bodyBytes(): number;
}

/** Serves a listener on a free port until the test ends. */
export async function serveMeasured(listener: RequestListener): Promise<Measured> {
  const sockets = new Set<Socket>();
  const methods: string[] = [];
  let headBytes = 0;
  const server = createServer(listener);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.on('request', (request) => {
    methods.push(request.method ?? '');
    headBytes += headBytesOf(request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    methods: () => methods,
    attempts: () => methods.filter((method) => method === 'POST' || method === 'PATCH').length,
    bodyBytes: () => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, -headBytes),
  };
}

/** Returns the length of a request line and its headers, as a client writes them. */
function headBytesOf({ method, url, rawHeaders }: IncomingMessage): number {
  const lines = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text, 'latin1') + 2, 0);
  return `${method} ${url} HTTP/1.1\r\n\r\n`.length + lines;
}
