import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StorageExhaustedError, storageExhaustedListener } from '@http507/node';
import axios from 'axios';
import got from 'got';
import ky from 'ky';
import { ofetch } from 'ofetch';
import superagent from 'superagent';
import { Agent, interceptors, request } from 'undici';
import { afterAll, beforeAll, test } from 'vitest';

import { expect507 } from './expect-507.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  const full = storageExhaustedListener(
    (incoming) => {
      incoming.resume();
      throw new StorageExhaustedError({ reason: 'quota', usage: { usedBytes: 1, quotaBytes: 1 } });
    },
    { logger: false },
  );
  server = createServer(full);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close().closeAllConnections());

const dispatcher = new Agent().compose(interceptors.responseError());

// For clients of this server, a full upstream is a shortage of the server, whatever reason the upstream gives.
test.each<[string, () => unknown]>([
  ['axios', () => axios.put(url, 'x')],
  ['axios, a stream', () => axios.put(url, 'x', { responseType: 'stream' })],
  ['got', () => got.put(url, { body: 'x' })],
  ['got, JSON', () => got.put(url, { json: {}, responseType: 'json', retry: { limit: 0 } })],
  ['ky', () => ky.put(url, { body: 'x', retry: 0 })],
  ['superagent', () => superagent.put(url).send('x')],
  ['ofetch', () => ofetch(url, { method: 'PUT', body: 'x', retry: 0 })],
  ['a wrapper of fetch that keeps the response', () => fetchOrThrow(url)],
  ['undici', () => request(url, { method: 'PUT', body: 'x', dispatcher })],
])('recognizes an upstream that answers 507: %s', async (_client, operation) => {
  await expect507(operation, { kind: 'upstream' });
});

async function fetchOrThrow(address: string): Promise<void> {
  const response = await fetch(address, { method: 'PUT', body: 'x' });
  if (!response.ok) throw Object.assign(new Error('Upload failed'), { response });
}
