import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';

import { slowUpload } from '../src/server/slow-upload.ts';

test('an accident that cannot happen ends the upload', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const requested = once(server, 'request') as Promise<[IncomingMessage]>;
  const upload = { path: '/files/a.bin', bodyBytes: 4_000, requestId: 'a', account: 'guest' };
  const sending = slowUpload(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    upload,
    () => Promise.reject(new Error('There is no other program.')),
    () => undefined,
  );
  const failed = expect(sending).rejects.toThrow('There is no other program.');
  const [request] = await requested;
  const broken = once(request.resume(), 'error');
  await failed;
  expect(await broken).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(request.complete).toBe(false);
});
