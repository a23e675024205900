import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { startService } from '../../../examples/store/test/service.ts';
import type { upload } from '../src/upload-browser.ts';
import { bundle, launch, noChromium, openPage } from './upload-browser.ts';
import { listen, makeCertificate, noOpenssl, serve } from './upload-servers.ts';

declare const client: { readonly upload: typeof upload };

let browser: Browser;
let script: string;

async function open(origin: string): Promise<Page> {
  const page = await openPage(browser, `${origin}/health`, script);
  onTestFinished(() => page.close());
  return page;
}

/** Serves a page, and other requests as the listener does. */
function servePage(
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<string> {
  return serve((request, response) => {
    if (request.url === '/sw.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(`${script}\n${WORKER}`);
    } else if (request.method === 'GET') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>a page</title>');
    } else listener(request, response);
  });
}

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
  beforeAll(async () => {
    browser = await launch();
    script = await bundle();
  });
  afterAll(() => browser.close());

  test.each(['string', 'bytes', 'Blob'] as const)(
    'a service stores a body, with progress: %s',
    async (kind) => {
      const { url } = await startService('express');
      const page = await open(url);
      const { status, reports } = await page.evaluate(async (kind) => {
        const text = 'é'.repeat(2_000_000);
        const body = { string: text, bytes: new TextEncoder().encode(text), Blob: new Blob([text]) }[kind];
        const reports: { sentBytes: number; totalBytes: number | undefined }[] = [];
        const response = await client.upload('/files/a', body, {
          onProgress: (report) => reports.push(report),
        });
        return { status: response.status, reports, answer: await response.json() };
      }, kind);
      expect(status).toBe(201);
      expect(reports.at(-1)).toEqual({ sentBytes: 4_000_000, totalBytes: 4_000_000 });
      const sent = reports.map(({ sentBytes }) => sentBytes);
      expect(sent).toEqual([...sent].sort((one, other) => one - other));
      expect(await (await fetch(`${url}/files/a`)).text()).toBe('é'.repeat(2_000_000));
    },
  );

  test('a service refuses an upload, ten times of ten', async () => {
    const { url } = await startService('express');
    const page = await open(url);
    const errors = await page.evaluate(async () => {
      const body = new Blob([new Uint8Array(15_000_000)]);
      const errors: object[] = [];
      for (let count = 0; count < 10; count += 1) {
        await client.upload('/files/big', body, { headers: { 'X-Request-Id': '9f0c' } }).catch((error) => {
          errors.push({
            name: error.name,
            status: error.status,
            reason: error.reason,
            requestId: error.requestId,
          });
        });
      }
      return errors;
    });
    const refused = { name: 'InsufficientStorageError', status: 507, reason: 'capacity', requestId: '9f0c' };
    expect(errors).toEqual(Array(10).fill(refused));
  });

  test('the method, the headers and the response are those of an exchange', async () => {
    const received: object[] = [];
    const origin = await servePage(async ({ method, headers }, response) => {
      received.push({ method, type: headers['content-type'], account: headers['x-account'] });
      response.writeHead(409, { 'X-Own': 'a', 'Content-Type': 'text/plain' }).end('no');
    });
    const page = await open(origin);
    const answer = await page.evaluate(async () => {
      const headers = { 'X-Account': 'ada', 'Content-Length': '7', Expect: 'a' };
      const file = new File(['hello'], 'a.png', { type: 'image/png' });
      const response = await client.upload('/files/a', file, { method: 'POST', headers });
      return [response.status, response.statusText, response.headers.get('x-own'), await response.text()];
    });
    expect(answer).toEqual([409, 'Conflict', 'a', 'no']);
    expect(received).toEqual([{ method: 'POST', type: 'image/png', account: 'ada' }]);
  });

  test('a response without a body is one', async () => {
    const origin = await servePage((_request, response) => response.writeHead(204).end());
    const page = await open(origin);
    const answer = page.evaluate(async () => {
      const { status, body } = await client.upload('/a', 'hello');
      return [status, body];
    });
    expect(await answer).toEqual([204, null]);
  });

  test.each(['timeout', 'signal', 'onProgress'])('an upload ends by its %s', async (way) => {
    const events = new EventEmitter();
    const origin = await servePage((request) => {
      request.resume().once('close', () => events.emit('close'));
    });
    const page = await open(origin);
    const closed = once(events, 'close');
    const error = await page.evaluate(async (way) => {
      const controller = new AbortController();
      const options = {
        timeout: { timeout: 200 },
        signal: { signal: controller.signal, onProgress: () => controller.abort(new Error('the user')) },
        onProgress: {
          onProgress() {
            throw new RangeError('a mistake');
          },
        },
      }[way];
      return client.upload('/a', 'hello', options).then(String, String);
    }, way);
    expect(error).toBe(
      {
        timeout: 'TimeoutError: Nothing was sent or received for 200 ms',
        signal: 'Error: the user',
        onProgress: 'RangeError: a mistake',
      }[way],
    );
    await closed;
  });

  test('a connection that breaks is a TypeError', async () => {
    const origin = await servePage((request) => request.destroy());
    const page = await open(origin);
    const message = page.evaluate(() => client.upload('/a', 'hello').then(String, String));
    expect(await message).toBe('TypeError: The upload failed');
  });

  test('a response that never ends has a status and no body', async () => {
    const origin = await servePage((_request, response) => {
      response.writeHead(400);
      const fill = (): void => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', fill);
      fill();
    });
    const page = await open(origin);
    const answer = page.evaluate(async () => {
      const response = await client.upload('/a', 'hello');
      return [response.status, await response.body?.getReader().read().catch(String)];
    });
    expect(await answer).toEqual([400, 'TypeError: The body is longer than 1 MiB']);
  });

  test.each([
    ['a worker', 'function', 'new Worker'],
    ['a service worker', 'undefined', 'register'],
  ])('%s uploads, with what it has', async (_title, xhr, how) => {
    let status = 201;
    const origin = await servePage(async (request, response) => {
      await buffer(request);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(REFUSAL);
    });
    const page = await open(origin);
    const uploadThere = () =>
      page.evaluate(async (how) => {
        const { port1, port2 } = new MessageChannel();
        const answered = new Promise<MessageEvent>((resolve) => {
          port1.onmessage = resolve;
        });
        if (how === 'register') {
          await navigator.serviceWorker.register('/sw.js');
          const { active } = await navigator.serviceWorker.ready;
          active?.postMessage(1_000_000, [port2]);
        } else new Worker('/sw.js').postMessage(1_000_000, [port2]);
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
