import { describe, expect, test } from 'vitest';

import { FRAMEWORKS, type ServiceId } from '../src/protocol.ts';
import { gaugeOf, noChromium, outcomes, press, textOf, usePages } from './use-page.ts';

const WITH = FRAMEWORKS.map((name): ServiceId => `${name}-with`);
const WITHOUT = FRAMEWORKS.map((name): ServiceId => `${name}-without`);

describe.skipIf(noChromium)(`the button (${noChromium ?? 'in Chromium'})`, () => {
  const { open } = usePages();

  test('"Upload 20 MB" gets a 507 from each service with http507, and from no other', async () => {
    const { page, complaints } = await open();
    expect(await press(page, 'Upload 20 MB')).toMatch(
      /^Upload 20 MB: 4 × 507 with http507; .* without http507\.$/,
    );
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507']);
      expect(await gaugeOf(page, id)).toBe('0 B stored · 10.0 MB free');
    }
    for (const id of WITHOUT) {
      expect(await outcomes(page, id)).toEqual([
        expect.stringMatching(/^(?:500.*|no answer|connection lost)$/),
      ]);
      expect(await gaugeOf(page, id), 'half of the file fills the volume').toMatch(/^10\.0 MB stored/);
    }
    expect(complaints).toEqual([]);
  });

  test('"Four at once" stores what fits and refuses the others, and without http507 nothing gets a 507', async () => {
    const { page } = await open();
    expect(await press(page, 'Four at once')).toContain('with http507');
    for (const id of WITH) {
      const [stored, refused] = ['201 stored', '507'].map(
        async (label) => (await outcomes(page, id)).filter((outcome) => outcome === label).length,
      );
      // Three fit. While the others are written, a guard may count some of their bytes twice.
      expect([2, 3]).toContain(await stored);
      expect(((await stored) ?? 0) + ((await refused) ?? 0)).toBe(4);
      expect(await gaugeOf(page, id)).toMatch((await stored) === 3 ? /^9\.0 MB stored/ : /^6\.0 MB stored/);
    }
    for (const id of WITHOUT) expect(await outcomes(page, id)).not.toContain('507');
  });

  test('"Fill the disk" fills every volume, and the next upload gets a 507 or a 500', async () => {
    const { page } = await open();
    await press(page, 'Fill the disk');
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507']);
      expect(await gaugeOf(page, id)).toMatch(/^0 B stored · 10\.0 MB by another program · 0 B free$/);
    }
    for (const id of WITHOUT) {
      expect(await outcomes(page, id)).toEqual([
        expect.stringMatching(/^(?:500.*|no answer|connection lost)$/),
      ]);
    }
    expect(await outcomes(page, 'express-without')).toEqual(['500 + stack']);
  });

  test('"Fill it in mid-upload" lets a write fail, and the 507 arrives before the upload ends', async () => {
    const { page } = await open();
    await press(page, 'Fill it in mid-upload');
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507']);
      const lane = page.locator(`[data-service=${id}] .lane small`);
      expect(await textOf(lane)).toMatch(/^[345]\.\d MB of 6\.0 MB sent/);
    }
    await page.locator('[data-service=fastify-with] .lane').click();
    expect(await textOf(page.getByLabel('The operator got'))).toContain('ENOSPC');
    expect(await textOf(page.getByLabel('The client got'))).not.toContain('ENOSPC');
  });

  test('"Quota" refuses the second upload although the volume has room, and without http507 nothing', async () => {
    const { page } = await open();
    await press(page, 'Quota');
    for (const id of WITH) {
      expect(await outcomes(page, id)).toEqual(['507', '201 stored']);
      expect(await gaugeOf(page, id)).toBe('6.0 MB stored · 4.0 MB free');
    }
    expect(await textOf(page.getByLabel('The client got'))).toContain('"reason": "quota"');
    for (const id of WITHOUT) {
      expect(await outcomes(page, id)).toEqual([
        expect.stringMatching(/^20\d stored$/),
        expect.stringMatching(/^20\d stored$/),
      ]);
    }
  });

  test('"Kill it in mid-upload" leaves nothing behind with http507, and half of a file without', async () => {
    const { page } = await open();
    await press(page, 'Kill it in mid-upload');
    for (const id of [...WITH, ...WITHOUT]) expect(await outcomes(page, id)).toEqual(['connection lost']);
    expect(await textOf(page.getByLabel('The operator got'))).toContain('SIGKILL');
    for (const id of WITH) {
      await page.locator(`[data-service=${id}] .gauge p`, { hasText: '0 B stored · 10.0 MB free' }).waitFor();
    }
    for (const id of WITHOUT) expect(await gaugeOf(page, id)).toMatch(/^[23]\.\d MB stored/);
  });

  test('"Make room" deletes all files, and the next upload is stored', async () => {
    const { page } = await open();
    await press(page, 'Fill the disk');
    await press(page, 'Make room');
    for (const id of [...WITH, ...WITHOUT]) {
      await page.locator(`[data-service=${id}] .gauge p`, { hasText: '0 B stored · 10.0 MB free' }).waitFor();
    }
    await press(page, 'Quota');
    for (const id of WITH) expect((await outcomes(page, id)).at(1)).toBe('201 stored');
  });

  test.each(['Expect: 100-continue', 'HTTP/1.0', 'Behind nginx'])(
    'upload sent by "%s" says that the gateway sends it, and gets a 507',
    async (name) => {
      const { page } = await open();
      await page.getByRole('radio', { name }).check();
      await press(page, 'Upload 20 MB');
      for (const id of WITH) expect(await outcomes(page, id)).toEqual(['507']);
      expect(await textOf(page.locator('.detail header'))).toContain('Sent by the gateway');
    },
  );
});
