import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';

import { startService } from '../../../examples/store/test/service.ts';
import type { Fetch, wrapFetch } from '../src/index.ts';
import { noChromium, useBrowser } from './upload-browser.ts';

declare const reader: { readonly wrapFetch: typeof wrapFetch };

describe.skipIf(noChromium)(`in Chromium${noChromium ? ` (skipped: ${noChromium})` : ''}`, () => {
  const { open } = useBrowser();
  let content: string;
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('../src/index.ts', import.meta.url))],
      bundle: true,
      format: 'iife',
      globalName: 'reader',
      target: 'es2022',
      write: false,
    });
    content = outputFiles[0]?.text ?? '';
  });

  test('an upload waits until the service has room', async () => {
    const { url } = await startService('express', { CAPACITY_BYTES: '10000' });
    const page = await open(url);
    await page.addScriptTag({ content });
    const outcome = await page.evaluate(async () => {
      const put = (send: Fetch, name: string): Promise<Response> =>
        send(`/files/${name}`, { method: 'PUT', body: new Blob(['x'.repeat(8_000)]) });
      const patient = reader.wrapFetch(fetch, { retry: { within: '1 min' } });
      const first = await put(patient, 'first');
      const { status, reason, obstacle, detail } = await put(reader.wrapFetch(fetch), 'second').catch(
        (error) => error,
      );
      const waiting = put(patient, 'third');
      await patient('/files/first', { method: 'DELETE' });
      return { first: first.status, status, reason, obstacle, detail, third: (await waiting).status };
    });
    expect(outcome).toEqual({
      first: 201,
      status: 507,
      reason: 'capacity',
      obstacle: undefined,
      detail: 'The server has no room to store this right now.',
      third: 201,
    });
  });
});
