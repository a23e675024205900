import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';

import { FRAMEWORKS, type ServiceId } from '../src/protocol.ts';
import { startPlayground } from './start-playground.ts';
import { noChromium, outcomes, press, textOf, untilDone, untilGauge, usePages } from './use-page.ts';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WITH = FRAMEWORKS.map((name): ServiceId => `${name}-with`);

/** Makes a file of zeros until the test ends. */
function makeFile(name: string, bytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'http507-upload-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

/** Makes small files until the test ends. */
function makeFiles(count: number): string[] {
  return Array.from({ length: count }, (_, index) => makeFile(`file-${index + 1}.bin`, 1_000));
}

/** Lets a browser send only so many bytes in a second. */
async function slowDown(page: Page, bytesPerSecond: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
}

/** Resolves to the violations that axe finds, in words. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = await axe.run();
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}

/** Resolves to the average brightness of a screenshot, from 0 to 255. */
async function brightness(page: Page): Promise<number> {
  const picture = (await page.screenshot()).toString('base64');
  const other = await page.context().newPage();
  return await other.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const { data = new Uint8ClampedArray() } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? {};
    let sum = 0;
    for (let index = 0; index < data.length; index += 4) sum += data[index + 1] ?? 0;
    return sum / (data.length / 4);
  }, picture);
}

describe.skipIf(noChromium)(`the page (${noChromium ?? 'in Chromium'})`, () => {
  const { open, playground } = usePages();

  test('loads less than 100 kB of scripts, and nothing from elsewhere', async () => {
    const { page, complaints } = await open();
    const loaded = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(
        ({ name, initiatorType, decodedBodySize }) => ({ name, initiatorType, decodedBodySize }),
      ),
    );
    const scripts = loaded.filter(({ initiatorType }) => initiatorType === 'script');
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(100_000);
    for (const { name } of loaded) expect(new URL(name).origin).toBe(playground().page);
    expect(complaints).toEqual([]);
  });

  test('is light and dark as the system is', async () => {
    const light = await open({ colorScheme: 'light' });
    await press(light.page, 'Fill the disk');
    expect(await brightness(light.page)).toBeGreaterThan(200);
    const dark = await open({ colorScheme: 'dark' });
    await press(dark.page, 'Fill the disk');
    expect(await brightness(dark.page)).toBeLessThan(60);
  });

  test.each([360, 1440])('fits into %i px, before an upload and after', async (width) => {
    const { page } = await open({ viewport: { width, height: 900 } });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await overflow()).toBeLessThanOrEqual(0);
    await press(page, 'Four at once');
    expect(await overflow()).toBeLessThanOrEqual(0);
    for (const id of WITH) {
      const box = await page.locator(`[data-service=${id}]`).boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  });

  test('does not move where people want reduced motion', async () => {
    const { page } = await open({ reducedMotion: 'reduce' });
    const transition = await page
      .locator('.bar span')
      .first()
      .evaluate((bar) => getComputedStyle(bar).transitionDuration);
    expect(transition).toBe('0s');
  });

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 360],
    ['dark', 360],
  ] as const)('axe finds nothing: %s, %i px', async (colorScheme, width) => {
    const { page } = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    expect(await violations(page)).toEqual([]);
    await press(page, 'Fill the disk');
    await page.locator('[data-service=express-without] .lane').click();
    await page.locator('.findings details').first().waitFor();
    await page.getByRole('button', { name: 'Make the request' }).click();
    await page.locator('.step .answer').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('can be used with the keyboard alone', async () => {
    const { page } = await open();
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: element } = document;
        const { outlineStyle } = getComputedStyle(
          element?.parentElement?.matches('.choose') ? element.parentElement : (element ?? document.body),
        );
        return { text: element?.textContent ?? '', isVisible: outlineStyle !== 'none' };
      });
    /** Presses Tab until something with these words has the focus. */
    const tabTo = async (words: string): Promise<void> => {
      for (let count = 0; count < 80; count += 1) {
        await page.keyboard.press('Tab');
        const { text, isVisible } = await focused();
        expect(isVisible, text).toBe(true);
        if (text.includes(words)) return;
      }
      throw new Error(`Tab does not reach ${words}`);
    };
    await tabTo('Skip to the buttons');
    await tabTo('Fill the disk');
    await page.keyboard.press('Enter');
    await untilDone(page);
    await tabTo('report.pdf');
    await page.keyboard.press('Space');
    await tabTo('Copy as curl');
    await tabTo('HTTP/1.1 507 Insufficient Storage');
    expect(await textOf(page.locator('.detail .explanation'))).toContain('RFC 4918');
    await tabTo('cache-control: no-store');
    expect(await textOf(page.locator('.detail .explanation'))).toContain('caches');
    await tabTo('Make the request');
  });

  test('explains a line of the answer when the pointer is on it', async () => {
    const { page } = await open();
    await press(page, 'Fill the disk');
    await page.getByRole('button', { name: 'x-content-type-options: nosniff' }).hover();
    expect(await textOf(page.locator('.detail .explanation'))).toContain('guess another media type');
    expect(await textOf(page.locator('.detail .is-current'))).toBe('x-content-type-options: nosniff');
  });

  test('shows a service that dies, and its return', async () => {
    const { page } = await open();
    const before = playground().pidOf('koa-with');
    process.kill(before, 'SIGKILL');
    await page.locator('[data-service=koa-with] em', { hasText: 'ended' }).waitFor();
    await page.locator('[data-service=koa-with] em').waitFor({ state: 'detached' });
    expect(playground().pidOf('koa-with')).not.toBe(before);
    await press(page, 'Fill the disk');
    expect(await outcomes(page, 'koa-with')).toEqual(['507']);
  });

  test('shows the same volumes in two tabs, and to each its own uploads', async () => {
    const { page: one } = await open();
    const { page: two } = await open();
    await press(one, 'Fill the disk');
    for (const page of [one, two]) await untilGauge(page, 'nestjs-with', '10.0 MB by another program');
    expect(await outcomes(one, 'nestjs-with')).toEqual(['507']);
    expect(await outcomes(two, 'nestjs-with')).toEqual([]);
  });

  test('after a reload in mid-upload, the upload is marked and its room is free again', async () => {
    const { page } = await open();
    await slowDown(page, 300_000);
    await page.setInputFiles('input[type=file]', makeFile('slow.bin', 5_000_000));
    await untilGauge(page, 'express-with', 'reserved');
    await page.reload();
    await page.locator('.bar').first().waitFor();
    expect(await outcomes(page, 'express-with')).toEqual(['page reloaded']);
    await untilGauge(page, 'express-with', /^0 B stored · 10\.0 MB free$/);
  });

  test('200 MB are refused early, and the page shows how few bytes went', async () => {
    const { page } = await open();
    await page.setInputFiles('input[type=file]', makeFile('movie.mkv', 200_000_000));
    expect(await untilDone(page)).toContain('4 × 507 with http507');
    for (const id of WITH) {
      const text = await textOf(page.locator(`[data-service=${id}] .lane small`));
      const sent = Number(/^([\d.]+) MB of 200 MB sent/.exec(text)?.[1]);
      expect(sent, text).toBeGreaterThan(0);
      expect(sent, text).toBeLessThan(200);
    }
  });

  test('takes files that are dropped on it', async () => {
    const { page } = await open();
    const transfer = await page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['dropped'], 'dropped file.txt'));
      return data;
    });
    await page.locator('.page').dispatchEvent('drop', { dataTransfer: transfer });
    expect(await untilDone(page)).toContain('4 × 201 stored with http507');
    const files = await (
      await fetch(`${playground().services['koa-with']}/files`, { headers: { 'X-Account': 'guest' } })
    ).text();
    expect(files).toContain('dropped-file.txt');
  });

  test('counts the uploads of six files, of which each service shows four', async () => {
    const { page } = await open();
    await page.setInputFiles('input[type=file]', makeFiles(6));
    expect(await untilDone(page)).toContain('24 × 201 stored with http507');
    for (const id of WITH) expect(await outcomes(page, id)).toEqual(Array(4).fill('201 stored'));
  });

  test('shows a log record only with the upload that it names, which may be one of another tab', async () => {
    // A service that has just logged a 507 does not log the next one.
    const other = await startPlayground();
    onTestFinished(other.stop);
    const [one, two] = [(await open()).page, (await open()).page];
    for (const page of [one, two]) {
      await page.goto(other.page);
      await page.locator('.bar').first().waitFor();
    }
    await slowDown(one, 50_000);
    await one.setInputFiles('input[type=file]', makeFile('slow.bin', 5_000_000));
    await untilGauge(one, 'express-with', 'reserved');
    await two.getByRole('button', { name: 'Upload 20 MB' }).click();
    for (const page of [one, two]) await page.locator('[data-service=express-with] .lane').click();
    const records = 'h4:text-is("Log") + pre';
    await two.locator(records, { hasText: 'try-' }).waitFor();
    expect((await one.locator(records).allInnerTexts()).join()).not.toContain('try-');
  });

  test('copies the request as a command that gets the same answer, and the code of the framework', async () => {
    const { page } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await press(page, 'Fill the disk');
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('✓ copied').waitFor();
    const command = await page.evaluate(() => navigator.clipboard.readText());
    const answer = execFileSync('sh', ['-c', command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(answer).toMatch(/^HTTP\/1\.1 507 /);
    expect(command).toBe(
      `head -c 1000000 /dev/zero | curl -i -H 'Expect:' -H 'X-Account: guest' -X PUT --data-binary @- ${playground().services['express-with']}/files/report.pdf`,
    );
    await page.getByRole('button', { name: 'Copy as code for Express' }).click();
    const code = await page.evaluate(() => navigator.clipboard.readText());
    expect(code).toContain("import { storageExhaustedHandler } from '@http507/express';");
  });

  test('says that the command of an upload through nginx goes without it', async () => {
    const { page } = await open();
    await page.getByRole('radio', { name: 'nginx' }).check();
    await press(page, 'Fill the disk');
    await page.getByRole('button', { name: 'Copy as curl (without nginx)', exact: true }).waitFor();
  });

  test('says that the gateway does not answer', async () => {
    const other = await startPlayground();
    onTestFinished(other.stop);
    const { page } = await open();
    await page.goto(other.page);
    await page.locator('.bar').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await other.stop();
    await page.getByRole('alert').getByText('The gateway does not answer.').waitFor();
  });
});
