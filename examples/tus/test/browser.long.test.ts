import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import type * as TusJsClient from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { noTmpfs } from '../../store/test/tmpfs.ts';
import { serve } from './both-servers.ts';
import { fill } from './fill.ts';
import { serveMeasured } from './measured.ts';

declare const tus: typeof TusJsClient;
/** Fills the volume of the server. */
declare const fillVolume: () => Promise<void>;

const missing = noTmpfs ?? whyNoCommand('chromium');

/** What a script knows when its upload has ended. */
interface Known {
  readonly message: string;
  readonly status?: number | undefined;
  readonly offset?: string | undefined;
  readonly requestId?: string | undefined;
  readonly address: string | null;
}

describe.skipIf(missing)(`in Chromium${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let browser: Browser;
  let script = '';

  beforeAll(async () => {
    const { outputFiles } = await build({
      stdin: { contents: "export * from 'tus-js-client'", resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'tus',
    });
    script = outputFiles[0]?.text ?? '';
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  });

  afterAll(() => browser?.close());

  /** Opens an empty page of another origin that has tus-js-client. */
  async function openPage(): Promise<Page> {
    const { url } = await serveMeasured((_request, response) => response.end('<!doctype html>'));
    const page = await browser.newPage();
    await page.goto(url);
    await page.addScriptTag({ content: script });
    return page;
  }

  test('a script of another origin reads why, and resumes once there is room', async () => {
    const { url, dataDir, bodyBytes, methods } = await serve();
    const page = await openPage();
    const ballast = join(dataDir, 'ballast');
    await page.exposeFunction('fillVolume', () => fill(ballast));
    const send = (bytes: number, filling: boolean, address: string | null = null): Promise<Known> =>
      page.evaluate(upload, { endpoint: `${url}/files`, bytes, filling, address });

    const refused = await send(8_000_000, false);
    expect(refused).toMatchObject({ status: 507, requestId: expect.any(String), address: null });
    expect(refused.message).toContain('The server has no room to store this right now.');
    expect([methods(), bodyBytes()]).toEqual([['OPTIONS', 'POST'], 0]);

    const stopped = await send(3_000_000, true);
    expect(stopped).toMatchObject({ status: 507, offset: expect.stringMatching(/^[1-9]\d{6}$/) });
    await rm(ballast);
    expect(await send(3_000_000, false, stopped.address)).toMatchObject({ message: 'finished' });
    expect(methods().filter((method) => method === 'POST')).toHaveLength(2);
  });
});

interface Order {
  readonly endpoint: string;
  readonly bytes: number;
  /** Whether to fill the volume before the second PATCH. */
  readonly filling: boolean;
  /** The upload to resume. */
  readonly address: string | null;
}

/** Runs in the page. */
async function upload({ endpoint, bytes, filling, address }: Order): Promise<Known> {
  let patches = 0;
  return await new Promise((resolve) => {
    const sent = new tus.Upload(new Blob([new Uint8Array(bytes)]), {
      endpoint,
      uploadUrl: address,
      headers: { 'X-Account': 'ann' },
      retryDelays: null,
      chunkSize: 1_000_000,
      storeFingerprintForResuming: false,
      async onBeforeRequest(request) {
        if (filling && request.getMethod() === 'PATCH' && ++patches === 2) await fillVolume();
      },
      onError(error) {
        const response = 'originalResponse' in error ? error.originalResponse : undefined;
        resolve({
          message: error.message,
          status: response?.getStatus(),
          offset: response?.getHeader('Upload-Offset'),
          requestId: response?.getHeader('X-Request-Id'),
          address: sent.url,
        });
      },
      onSuccess: () => resolve({ message: 'finished', address: sent.url }),
    });
    sent.start();
  });
}
