import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';

import { makeFolder, partsIn, SERVICES, spawnService, startService } from './service.ts';
import { openUpload, put, statusOf } from './upload.ts';

describe.each(SERVICES)('the %s service', (name) => {
  test('removes the part and keeps the old version when a client goes away', async () => {
    const { url, dataDir } = await startService(name);
    await put(`${url}/files/old`, 'old version');
    const form = '--x\r\nContent-Disposition: form-data; name="file"; filename="old"\r\n\r\n';
    for (const [method, path, start] of [
      ['PUT', '/files/old', ''],
      ['POST', '/files', form],
      // The file is complete, but the form is not.
      ['POST', '/files', `${form}new version\r\n--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n`],
    ] as const) {
      const request = openUpload(
        `${url}${path}`,
        { 'content-length': 6_000_000, 'content-type': 'multipart/form-data; boundary=x' },
        method,
      );
      request.write(`${start}new`);
      await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1));
      request.destroy();
      await vi.waitFor(async () => expect(await partsIn(dataDir)).toEqual([]));
      expect(await (await fetch(`${url}/files/old`)).text()).toBe('old version');
    }
    await vi.waitFor(async () =>
      expect((await put(`${url}/files/new`, Buffer.alloc(9_000_000))).status).toBe(201),
    );
  });

  test('leaves no part when it is killed in the middle of an upload and started again', async () => {
    const first = await startService(name);
    await put(`${first.url}/files/old`, 'old version');
    openUpload(`${first.url}/files/old`, { 'content-length': 6_000_000 }).write('new');
    await vi.waitFor(async () => expect(await partsIn(first.dataDir)).toHaveLength(1));
    await first.stop('SIGKILL');
    expect(await partsIn(first.dataDir)).toHaveLength(1);
    const second = await startService(name, { DATA_DIR: first.dataDir, CAPACITY_BYTES: '20' });
    expect(await partsIn(first.dataDir)).toEqual([]);
    expect(await (await fetch(`${second.url}/files/old`)).text()).toBe('old version');
    // What was there before the start counts.
    expect((await put(`${second.url}/files/new`, 'new version')).status).toBe(507);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what is under way on %s and exits with 0',
    async (signal) => {
      const { url, dataDir, stop } = await startService(name);
      expect((await fetch(`${url}/health`)).status).toBe(200);
      const request = openUpload(`${url}/files/late`, { 'content-length': 6 });
      const status = statusOf(request);
      request.write('abc');
      await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1));
      const code = stop(signal);
      await vi.waitFor(() => expect(fetch(`${url}/health`)).rejects.toThrow());
      request.end('def');
      expect(await status).toBe(201);
      expect(await code).toBe(0);
      expect(await readFile(join(dataDir, 'late'), 'utf8')).toBe('abcdef');
    },
  );

  test.each([
    { variable: 'PORT', value: '70000' },
    { variable: 'PORT', value: 'http' },
    { variable: 'HOST', value: '203.0.113.1' },
    { variable: 'CAPACITY_BYTES', value: '-1' },
    { variable: 'CAPACITY_BYTES', value: '10MB' },
    { variable: 'DATA_DIR', value: process.execPath },
  ])('exits with 1 and names $variable when it is $value', async ({ variable, value }) => {
    const env = { PORT: '0', DATA_DIR: await makeFolder(), [variable]: value };
    const { output, process: child } = spawnService(name, env);
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, output()]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^[^\\n]*${variable}[^\\n]*\\n$`)),
    ]);
  });
});
