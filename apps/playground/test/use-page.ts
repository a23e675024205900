import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

import { missing } from '../../../packages/backends/test/missing.ts';
import type { ServiceId } from '../src/protocol.ts';
import { type Playground, startPlayground } from './start-playground.ts';

/** Of Debian. */
const CHROMIUM = '/usr/bin/chromium';

/** Why there is no browser to test with, or undefined if there is one. */
export const noChromium: string | undefined = existsSync(CHROMIUM)
  ? undefined
  : missing("Debian's chromium is not installed");

/** How long a scenario may take, in milliseconds: other tests may need the processor. */
const PATIENCE = 50_000;

/** A page, and whatever it has complained about. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of scripts, and violations of the Content-Security-Policy. A failed upload is none. */
  readonly complaints: string[];
}

/** A playground with a browser, for the tests of a block. */
export interface TestPages {
  readonly playground: () => Playground;
  /** Opens the page with empty volumes, until the test ends. */
  readonly open: (options?: BrowserContextOptions) => Promise<OpenPage>;
}

/** Runs a playground and a browser for the tests of a block. */
export function usePages(): TestPages {
  let playground: Playground;
  let browser: Browser;
  beforeAll(async () => {
    playground = await startPlayground();
    // Root may not use the sandbox.
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await playground?.stop();
  });
  return {
    playground: () => playground,
    async open(options) {
      await playground.post('/api/make-room');
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      page.setDefaultTimeout(PATIENCE);
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (message) => {
        const text = message.text();
        if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text);
      });
      await page.goto(playground.page);
      await page.locator('.bar').first().waitFor();
      return { page, complaints };
    },
  };
}

/** Presses a button and waits until its scenario is over. Resolves to the summary. */
export async function press(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name }).click();
  return await untilDone(page);
}

/** Waits until no scenario is running. Resolves to the summary. */
export async function untilDone(page: Page): Promise<string> {
  await page.locator('.announcement', { hasText: /: (?!running).+\.$/ }).waitFor();
  return await textOf(page.locator('.announcement'));
}

/** Resolves to the outcomes of a service's uploads, the newest first. */
export async function outcomes(page: Page, id: ServiceId): Promise<string[]> {
  return await page.locator(`[data-service=${id}] .lane b`).allInnerTexts();
}

/** Waits for words below a service's gauge. The gauges follow the volumes after a while. */
export async function untilGauge(page: Page, id: ServiceId, words: string | RegExp): Promise<void> {
  await page.locator(`[data-service=${id}] .gauge p`, { hasText: words }).waitFor();
}

/** Resolves to the text of an element. */
export async function textOf(element: Locator): Promise<string> {
  return (await element.textContent()) ?? '';
}
