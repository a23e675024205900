import { describe, expect, onTestFinished, test } from 'vitest';

import { FRAMEWORKS, type ServiceId } from '../src/protocol.ts';
import { startPlayground } from './start-playground.ts';
import { noChromium, outcomes, press, textOf, untilDone, untilGauge, usePages } from './use-page.ts';

const WITH = FRAMEWORKS.map((name): ServiceId => `${name}-with`);
const WITHOUT = FRAMEWORKS.map((name): ServiceId => `${name}-without`);
const EMPTY = /^0 B stored · 10\.0 MB free$/;

describe.skipIf(noChromium)(`the button (${noChromium ?? 'in Chromium'})`, () => {
  const { open } = usePages();

  test('"Upload 20 MB" gets a 507 from each service with http507, and from no other', async () => {
    const { page, complaints } = await open();
    expect(await press(page, 'Upload 20 MB')).toMatch(
      /^Upload 20 MB: 4 × 507 with http507; .* without http507\.$/,
    );
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507']);
      await untilGauge(page, id, EMPTY);
    }
    for (const id of WITHOUT) {
      expect(await outcomes(page, id)).toEqual([
        expect.stringMatching(/^(?:500.*|no answer|connection lost)$/),
      ]);
      // Half of the file fills the volume.
      await untilGauge(page, id, /^10\.0 MB stored/);
    }
    expect(complaints).toEqual([]);
  });

  test('"Four at once" stores what fits and refuses the others, and without http507 nothing gets a 507', async () => {
    const { page } = await open();
    expect(await press(page, 'Four at once')).toContain('with http507');
    for (const id of WITH) {
      const all = await outcomes(page, id);
      const stored = all.filter((outcome) => outcome === '201 stored').length;
      // Three fit. While the others are written, a guard may count some of their bytes twice.
      expect([2, 3]).toContain(stored);
      expect(all.filter((outcome) => outcome === '507')).toHaveLength(4 - stored);
      await untilGauge(page, id, stored === 3 ? /^9\.0 MB stored/ : /^6\.0 MB stored/);
    }
    for (const id of WITHOUT) expect(await outcomes(page, id)).not.toContain('507');
  });

  test('"Fill the disk" fills every volume, and the next upload gets a 507 or a 500', async () => {
    const { page } = await open();
    await press(page, 'Fill the disk');
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507']);
      await untilGauge(page, id, /^0 B stored · 10\.0 MB by another program · 0 B free$/);
    }
    for (const id of WITHOUT) {
      expect(await outcomes(page, id)).toEqual([
        expect.stringMatching(/^(?:500.*|no answer|connection lost)$/),
      ]);
    }
    expect(await outcomes(page, 'express-without')).toEqual(['500 + stack trace']);
  });

  test('"Fill it in mid-upload" lets a write fail, and the 507 arrives before the upload ends', async () => {
    const { page } = await open();
    await press(page, 'Fill it in mid-upload');
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507']);
      const text = await textOf(page.locator(`[data-service=${id}] .lane small`));
      expect(Number(/^([\d.]+) MB of 6\.0 MB sent/.exec(text)?.[1]), text).toBeLessThan(6);
    }
    await page.locator('[data-service=fastify-with] .lane').click();
    await page.getByLabel('The operator got').getByText('ENOSPC').first().waitFor();
    expect(await textOf(page.getByLabel('The client got'))).not.toContain('ENOSPC');
  });

  test('"Quota" refuses the second upload although the volume has room, and without http507 nothing', async () => {
    const { page } = await open();
    await press(page, 'Quota');
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507', '201 stored']);
      await untilGauge(page, id, '6.0 MB stored · 4.0 MB free');
    }
    expect(await textOf(page.getByLabel('The client got'))).toContain('"reason": "quota"');
    for (const id of WITHOUT) {
      expect(await outcomes(page, id)).toEqual([
        expect.stringMatching(/^20\d stored$/),
        expect.stringMatching(/^20\d stored$/),
      ]);
    }
  });

  test('"Kill it in mid-upload" leaves nothing behind with http507, and a part of the file without', async () => {
    const { page } = await open();
    await press(page, 'Kill it in mid-upload');
    for (const id of [...WITH, ...WITHOUT]) expect(await outcomes(page, id)).toEqual(['connection lost']);
    await page.getByLabel('The operator got').getByText('SIGKILL').waitFor();
    for (const id of WITH) await untilGauge(page, id, EMPTY);
    for (const id of WITHOUT) await untilGauge(page, id, /^(?!0 B)[\d.]+ [kM]B stored/);
  });

  test('"Fill it in mid-upload" says that it needs a volume where none can be mounted', async () => {
    const other = await startPlayground({ PATH: '/nowhere' });
    onTestFinished(other.stop);
    const { page } = await open();
    await page.goto(other.page);
    const button = page.getByRole('button', { name: 'Fill it in mid-upload Needs a mounted volume.' });
    await button.waitFor();
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.press('Enter');
    expect(await untilDone(page)).toBe('Fill it in mid-upload: Needs a mounted volume.');
    expect(await page.locator('.lane').count()).toBe(0);
  });

  test('"Make room" deletes all files, and the next upload is stored', async () => {
    const { page } = await open();
    await press(page, 'Fill the disk');
    await press(page, 'Make room');
    for (const id of [...WITH, ...WITHOUT]) await untilGauge(page, id, EMPTY);
    await press(page, 'Quota');
    for (const id of WITH) expect((await outcomes(page, id)).at(1)).toBe('201 stored');
  });

  test.each(['with Expect: 100-continue', 'over HTTP/1.0', 'through nginx'])(
    'upload sent %s says that the gateway sends it, and gets a 507',
    async (name) => {
      const { page } = await open();
      await page.getByRole('radio', { name }).check();
      await press(page, 'Upload 20 MB');
      for (const id of WITH) expect(await outcomes(page, id)).toEqual(['507']);
      expect(await textOf(page.locator('.detail header'))).toContain('Sent by the gateway');
    },
  );
});
