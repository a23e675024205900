import { EventEmitter, once } from 'node:events';
import { describe, expect, test } from 'vitest';

import { startService } from '../../../examples/store/test/service.ts';
import type { upload } from '../src/upload-browser.ts';
import { noChromium, useBrowser } from './upload-browser.ts';

declare const client: { readonly upload: typeof upload };

describe.skipIf(noChromium)(`in Chromium${noChromium ? ` (skipped: ${noChromium})` : ''}`, () => {
  const { open, servePage } = useBrowser();

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
        timeout: { timeout: 2_000 },
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
        timeout: 'TimeoutError: Nothing was sent or received for 2000 ms',
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
});
