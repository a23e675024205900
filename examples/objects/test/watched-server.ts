import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import { lazyContinue } from '@http507/express';
import { onTestFinished } from 'vitest';

/** In bytes. More than the heads of all requests of a test. */
const HEADS = 100_000;

/** A server in this process that counts what clients send. */
export interface WatchedServer {
  readonly url: string;
  /** The methods and paths of all requests so far, such as `PUT /s3/photos/photo.jpg`. */
  readonly requests: readonly string[];
  /**
   * Waits until the last connection is closed, and returns how many bodies arrived, in words: `0`, `part of one`, `all` or `3 × all`.
   *
   * @param bodyBytes - the length of one body
   */
  readonly stop: (bodyBytes: number) => Promise<string>;
}

/**
 * Starts a server on a free port. It is closed when the test ends.
 *
 * @param isLazy - whether it sends `100 Continue` only when the body is read
 */
export async function watchServer(listener: RequestListener, isLazy: boolean): Promise<WatchedServer> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(listener);
  if (isLazy) lazyContinue(server);
  server.on('connection', (socket) => sockets.add(socket));
  // First, because Express changes the URL.
  server.prependListener('request', ({ method, url }: IncomingMessage) =>
    requests.push(`${method} ${url?.split('?')[0]}`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async (bodyBytes) => {
      await new Promise((resolve) => server.close(resolve));
      const total = [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
      return inWords(total, bodyBytes);
    },
  };
}

function inWords(total: number, bodyBytes: number): string {
  const bodies = Math.floor(total / bodyBytes);
  if (total - bodies * bodyBytes > HEADS) return bodies === 0 ? 'part of one' : `more than ${bodies} × all`;
  if (bodies === 0) return '0';
  return bodies === 1 ? 'all' : `${bodies} × all`;
}
