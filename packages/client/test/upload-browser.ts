import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

import { missing } from '../../backends/test/missing.ts';
import { serve } from './upload-servers.ts';

/** Of Debian. */
const CHROMIUM = '/usr/bin/chromium';

/** Why there is no browser to test with, or undefined if there is one. */
export const noChromium: string | undefined = existsSync(CHROMIUM)
  ? undefined
  : missing("Debian's chromium is not installed");

/** A browser that has the package as `client` in its pages. */
export interface TestBrowser {
  /** Opens a page of an origin until the test ends. */
  readonly open: (origin: string) => Promise<Page>;
  /** Serves a page and the package with a further script as /worker.js, and other requests as the listener does. */
  readonly servePage: (
    listener: (request: IncomingMessage, response: ServerResponse) => unknown,
    worker?: string,
  ) => Promise<string>;
}

/** Runs a browser for the tests of a block. It trusts every certificate. */
export function useBrowser(): TestBrowser {
  let browser: Browser;
  let script: string;
  beforeAll(async () => {
    // Root may not use the sandbox.
    const args = ['--no-sandbox', '--ignore-certificate-errors'];
    browser = await chromium.launch({ executablePath: CHROMIUM, args });
    script = await bundle();
  });
  afterAll(() => browser.close());
  return {
    async open(origin) {
      const page = await browser.newPage();
      onTestFinished(() => page.close());
      // The example services have a page there, too.
      await page.goto(`${origin}/health`);
      await page.addScriptTag({ content: script });
      return page;
    },
    servePage: (listener, worker = '') =>
      serve((request, response) => {
        if (request.url === '/worker.js') {
          response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(`${script}\n${worker}`);
        } else if (request.method === 'GET') {
          response
            .writeHead(200, { 'Content-Type': 'text/html' })
            .end('<!doctype html><title>a page</title>');
        } else listener(request, response);
      }),
  };
}

/** Returns the browser's half of the package as a script that defines `client`. */
async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../src/upload-browser.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'client',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
