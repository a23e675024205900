import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';

import { findFreePort } from '../src/server/find-free-port.ts';
import { untilOpen } from '../src/server/until-open.ts';

test('resolves when the port is open', async () => {
  const port = await findFreePort();
  const opened = untilOpen(port, new AbortController().signal);
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  await opened;
});

test('stops when it is aborted', async () => {
  const control = new AbortController();
  const opened = untilOpen(await findFreePort(), control.signal);
  control.abort();
  await expect(opened).rejects.toThrow('aborted');
});
