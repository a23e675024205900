import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { storageExhaustedHandler } from '@http507/express';
import { storageExhaustedPlugin } from '@http507/fastify';
import { storageExhaustedMiddleware } from '@http507/koa';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import { onTestFinished } from 'vitest';

/** Serves until the test ends. Resolves to the URL, without a slash at its end. */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  onTestFinished(() => server.close().closeAllConnections());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Real services with the route `PUT /files/:name`, which fails because /dev/full is full. */
export const SERVICES = {
  async express(): Promise<string> {
    const app = express();
    app.put('/files/:name', async () => writeFile('/dev/full', 'x'));
    app.use(storageExhaustedHandler({ logger: false }));
    return serve(app);
  },
  async fastify(): Promise<string> {
    const app = Fastify();
    await app.register(storageExhaustedPlugin, { logger: false });
    app.put('/files/:name', async () => writeFile('/dev/full', 'x'));
    await app.ready();
    return serve((request, response) => app.routing(request, response));
  },
  async koa(): Promise<string> {
    const app = new Koa();
    app.use(storageExhaustedMiddleware({ logger: false }));
    app.use(async (context) => {
      // As @koa/router does.
      context._matchedRoute = '/files/:name';
      await writeFile('/dev/full', 'x');
    });
    return serve(app.callback());
  },
};

/** Uploads a file and returns the status, when the whole answer has arrived. */
export async function upload(url: string): Promise<number> {
  const response = await fetch(`${url}/files/a.txt`, { method: 'PUT', body: 'x' });
  await response.arrayBuffer();
  return response.status;
}
