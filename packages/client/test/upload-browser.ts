import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

import { missing } from '../../backends/test/missing.ts';

/** Of Debian. */
const CHROMIUM = '/usr/bin/chromium';

/** Why there is no browser to test with, or undefined if there is one. */
export const noChromium: string | undefined = existsSync(CHROMIUM)
  ? undefined
  : missing("Debian's chromium is not installed");

/** Starts a browser. It trusts every certificate. */
export function launch(): Promise<Browser> {
  // Root may not use the sandbox.
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--ignore-certificate-errors'] });
}

/** Returns the browser's half of the package as a script that defines `client`. */
export async function bundle(): Promise<string> {
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

/** Opens a page of an origin and loads a script into it. */
export async function openPage(browser: Browser, url: string, script: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.addScriptTag({ content: script });
  return page;
}
