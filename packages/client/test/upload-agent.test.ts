import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';

import { upload } from '../src/upload.ts';
import { CONTENT, inChunks, receive } from './upload-receiver.ts';
import { listen, makeCertificate, noOpenssl } from './upload-servers.ts';

test('an agent reuses its connection', async () => {
  const { url } = await receive();
  const agent = new http.Agent({ keepAlive: true });
  const connections = new Set<unknown>();
  agent.on('free', (socket) => connections.add(socket));
  for (let count = 0; count < 3; count += 1)
    expect(await (await upload(url, CONTENT, { agent })).text()).toBe('stored');
  expect(connections.size).toBe(1);
  agent.destroy();
});

test('an agent may connect by any stream', async () => {
  const { url, received } = await receive();
  const agent = new http.Agent();
  agent.createConnection = () => {
    const socket = net.connect(Number(new URL(url).port), '127.0.0.1');
    return Duplex.from({ readable: socket, writable: socket });
  };
  expect((await upload(url, CONTENT, { agent })).status).toBe(201);
  expect(received[0]?.body.equals(CONTENT)).toBe(true);
});

describe.skipIf(noOpenssl)(`over TLS${noOpenssl ? ` (skipped: ${noOpenssl})` : ''}`, () => {
  test('a body is sent whole', async () => {
    const { key, cert } = await makeCertificate();
    const server = https.createServer({ key, cert }, async (request, response) => {
      response.writeHead(201).end(await buffer(request));
    });
    const url = await listen(server, 'https');
    const response = await upload(url, inChunks(), { agent: new https.Agent({ ca: cert }) });
    expect(Buffer.from(await response.arrayBuffer()).equals(CONTENT)).toBe(true);
  });

  test('a server that is not trusted gets nothing', async () => {
    const { key, cert } = await makeCertificate();
    let requests = 0;
    const server = https.createServer({ key, cert }, () => {
      requests += 1;
    });
    const error: unknown = await upload(await listen(server, 'https'), CONTENT).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    expect(requests).toBe(0);
  });
});
