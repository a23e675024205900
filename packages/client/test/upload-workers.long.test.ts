import { createSecureServer } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';

import type { upload } from '../src/upload-browser.ts';
import { noChromium, useBrowser } from './upload-browser.ts';
import { listen, makeCertificate, noOpenssl } from './upload-servers.ts';

declare const client: { readonly upload: typeof upload };

/** Uploads what a page tells it to, and tells how it went. */
const WORKER = `onmessage = async ({ data, ports }) => {
  const reports = [];
  const onProgress = (progress) => reports.push(progress);
  const outcome = await client
    .upload('/files/a', new Blob([new Uint8Array(data)]), { onProgress })
    .then(({ status }) => ({ status }), ({ name, status, requestId }) => ({ name, status, requestId }));
  (ports[0] ?? self).postMessage({ ...outcome, reports, xhr: typeof XMLHttpRequest });
};`;

const REFUSAL = JSON.stringify({
  status: 507,
  error: 'insufficient_storage',
  reason: 'quota',
  requestId: '9f0c',
});

describe.skipIf(noChromium)(`in Chromium${noChromium ? ` (skipped: ${noChromium})` : ''}`, () => {
  const { open, servePage } = useBrowser();

  test.each([
    ['a worker', 'function', 'new Worker'],
    ['a service worker', 'undefined', 'register'],
  ])('%s uploads, with what it has', async (_title, xhr, how) => {
    let status = 201;
    const origin = await servePage(async (request, response) => {
      await buffer(request);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(REFUSAL);
    }, WORKER);
    const page = await open(origin);
    const uploadThere = () =>
      page.evaluate(async (how) => {
        const { port1, port2 } = new MessageChannel();
        const answered = new Promise<MessageEvent>((resolve) => {
          port1.onmessage = resolve;
        });
        if (how === 'register') {
          await navigator.serviceWorker.register('/worker.js');
          const { active } = await navigator.serviceWorker.ready;
          active?.postMessage(1_000_000, [port2]);
        } else new Worker('/worker.js').postMessage(1_000_000, [port2]);
        return (await answered).data;
      }, how);
    const stored = await uploadThere();
    expect(stored).toMatchObject({ status: 201, xhr });
    expect(stored.reports.at(-1)).toEqual({ sentBytes: 1_000_000, totalBytes: 1_000_000 });
    status = 507;
    expect(await uploadThere()).toMatchObject({
      ...{ name: 'InsufficientStorageError', status: 507, requestId: '9f0c' },
    });
  });

  test('a stream is not sent over HTTP/1.1', async () => {
    const page = await open(await servePage((_request, response) => response.end()));
    const message = page.evaluate(() =>
      client.upload('/a', new Blob(['hello']).stream()).then(String, String),
    );
    expect(await message).toMatch(/^TypeError: /);
  });

  test.skipIf(noOpenssl)(
    `a stream is sent over HTTP/2, with progress${noOpenssl ? ` (skipped: ${noOpenssl})` : ''}`,
    async () => {
      const server = createSecureServer(await makeCertificate(), async (request, response) => {
        if (request.method === 'GET') response.writeHead(200, { 'Content-Type': 'text/html' }).end('a page');
        else {
          let received = 0;
          for await (const chunk of request) received += chunk.length;
          response.writeHead(201).end(String(received));
        }
      });
      const page = await open(await listen(server, 'https'));
      const answer = page.evaluate(async () => {
        const sent: number[] = [];
        const body = new Blob([new Uint8Array(10_000_000)]).stream();
        const onProgress = ({ sentBytes }: { sentBytes: number }): void => void sent.push(sentBytes);
        const response = await client.upload('/a', body, { onProgress });
        return [response.status, await response.text(), sent.at(-1), sent.length > 1];
      });
      expect(await answer).toEqual([201, '10000000', 10_000_000, true]);
    },
  );
});
