import { once } from 'node:events';
import { get } from 'node:http';
import { expect, test } from 'vitest';

import { startService } from '../../store/test/service.ts';
import { created, patch } from './tus.ts';

test('finished uploads can be downloaded, and nothing else', async () => {
  const { url } = await startService('tus');
  const upload = await created(url, 5);
  await patch(upload, 0, Buffer.from('ab'));
  expect((await fetch(upload)).status).toBe(404);
  await patch(upload, 2, Buffer.from('cde'));
  const download = await fetch(upload);
  expect([download.headers.get('content-type'), await download.text()]).toEqual([
    'application/octet-stream',
    'abcde',
  ]);
  for (const other of [`${upload}.json`, `${url}/files/..%2f..%2fetc%2fpasswd`, `${url}/files/x`])
    expect((await fetch(other)).status).toBe(404);
});

test('a client that closes the connection during its download does not end the process', async () => {
  const { url, process } = await startService('tus');
  const upload = await created(url, 300_000);
  await patch(upload, 0, Buffer.alloc(300_000));
  for (let kept = 0; kept <= 300_000; kept += 30_000) {
    const request = get(upload, { agent: false });
    const [response] = await once(request, 'response');
    let received = 0;
    response.on('data', ({ length }: Buffer) => {
      received += length;
      if (received >= kept) request.destroy();
    });
    response.on('error', () => undefined);
    await new Promise((resolve) => response.once('close', resolve));
  }
  expect(process.exitCode).toBeNull();
  expect((await (await fetch(upload)).arrayBuffer()).byteLength).toBe(300_000);
});
