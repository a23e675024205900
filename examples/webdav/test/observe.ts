import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { lazyContinue } from '@http507/express';
import { Adapter } from '@nephele/adapter-file-system';
import express from 'express';
import { createServer as createNephele } from 'nephele';

import { mountSmallVolume } from '../../../packages/backends/test/small-volume.ts';
import { createApp } from '../src/app.ts';
import { WebdavStore } from '../src/webdav-store.ts';

/** What a client did to a server. */
export interface Observation<Result> {
  readonly result: Result;
  /** How many PUTs arrived. */
  readonly attempts: number;
  /** How much of their bodies arrived, in words that do not vary between runs. */
  readonly bytes: '0' | 'a part' | 'all';
}

/** A server on a small volume. */
export interface Scene {
  /** The URL of the collection, with a slash at the end. */
  readonly url: string;
  /** The folder with the files. */
  readonly folder: string;
  /** Fills the volume. */
  readonly fill: () => void;
}

/** The servers: nephele with its adapters alone, and the example. */
export type ServerKind = 'without' | 'with';

/** The length of the volume, in bytes. */
const VOLUME_MEGABYTES = 8;

/** Lets a client act on a server whose volume has 8 MiB, and returns what it did. */
export async function observe<Result>(
  kind: ServerKind,
  uploadLength: number,
  act: (scene: Scene) => Promise<Result>,
): Promise<Observation<Result>> {
  const volume = mountSmallVolume({ megabytes: VOLUME_MEGABYTES });
  try {
    const folder = kind === 'with' ? join(volume.path, 'anonymous') : volume.path;
    await mkdir(folder, { recursive: true });
    const server = createServer(kind === 'with' ? await exampleApp(volume.path) : bareApp(volume.path));
    if (kind === 'with') lazyContinue(server);
    const sockets = new Set<Socket>();
    let attempts = 0;
    let otherBytes = 0;
    const count = (request: IncomingMessage): void => {
      sockets.add(request.socket);
      otherBytes += headLength(request);
      if (request.method === 'PUT') attempts += 1;
      else otherBytes += Number(request.headers['content-length'] ?? 0);
    };
    server.prependListener('request', count);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const result = await act({ url: `http://127.0.0.1:${port}/dav/`, folder, fill: volume.fill });
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    const bodyBytes = [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0) - otherBytes;
    const bytes = bodyBytes <= 0 ? '0' : bodyBytes >= attempts * uploadLength ? 'all' : 'a part';
    return { result, attempts, bytes };
  } finally {
    volume.unmount();
  }
}

async function exampleApp(dataDir: string): Promise<RequestListener> {
  const plenty = { capacityBytes: 1e9, quotaBytes: 1e9, leaseSeconds: 60 };
  const rest = { port: 0, host: '', redisUrl: undefined, databaseUrl: undefined };
  return createApp(await WebdavStore.open({ dataDir, ...plenty, ...rest }));
}

/** Returns the same server without http507. */
function bareApp(root: string): RequestListener {
  const app = express();
  const authenticator = {
    authenticate: async () => ({ username: 'anonymous' }),
    cleanAuthentication: async () => undefined,
  };
  app.use('/dav', createNephele({ adapter: new Adapter({ root }), authenticator }));
  return app;
}

/** Returns the length of a request before its body, in bytes. */
function headLength({ method, url, rawHeaders }: IncomingMessage): number {
  const headers = rawHeaders.map((text, index) => `${text}${index % 2 === 0 ? ': ' : '\r\n'}`).join('');
  return Buffer.byteLength(`${method} ${url} HTTP/1.1\r\n${headers}\r\n`);
}
