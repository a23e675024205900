import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import {
  folderOf,
  makeFolder,
  partsIn,
  SERVICES,
  type ServiceName,
  spawnService,
  startService,
} from './service.ts';
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
      await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
      request.destroy();
      await vi.waitFor(async () => expect(await partsIn(dataDir)).toEqual([]), 20_000);
      expect(await (await fetch(`${url}/files/old`)).text()).toBe('old version');
    }
    await vi.waitFor(
      async () => expect((await put(`${url}/files/new`, Buffer.alloc(9_000_000))).status).toBe(201),
      20_000,
    );
  });

  test('leaves no part when it is killed in the middle of an upload and started again', async () => {
    const first = await startService(name);
    await put(`${first.url}/files/old`, 'old version');
    openUpload(`${first.url}/files/old`, { 'content-length': 6_000_000 }).write('new');
    await vi.waitFor(async () => expect(await partsIn(first.dataDir)).toHaveLength(1), 20_000);
    await first.stop('SIGKILL');
    expect(await partsIn(first.dataDir)).toHaveLength(1);
    const second = await startService(name, { DATA_DIR: first.dataDir, CAPACITY_BYTES: '20' });
    expect(await partsIn(first.dataDir)).toEqual([]);
    expect(await (await fetch(`${second.url}/files/old`)).text()).toBe('old version');
    // Files from before the start count.
    expect((await put(`${second.url}/files/new`, 'new version')).status).toBe(507);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes uploads in progress on %s and exits with 0',
    async (signal) => {
      const { url, dataDir, stop } = await startService(name);
      expect((await fetch(`${url}/health`)).status).toBe(200);
      const request = openUpload(`${url}/files/late`, { 'content-length': 6 });
      const status = statusOf(request);
      request.write('abc');
      await vi.waitFor(async () => expect(await partsIn(dataDir)).toHaveLength(1), 20_000);
      const code = stop(signal);
      await vi.waitFor(() => expect(fetch(`${url}/health`)).rejects.toThrow(), 20_000);
      request.end('def');
      expect(await status).toBe(201);
      expect(await code).toBe(0);
      expect(await readFile(join(dataDir, 'late'), 'utf8')).toBe('abcdef');
    },
  );

  test.skipIf(process.platform === 'win32')('exits when npm start gets a signal', async () => {
    const npm = spawn('npm', ['start'], {
      cwd: folderOf(name),
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', DATA_DIR: await makeFolder() },
      // A separate process group, which ends with the test even if npm leaves a process behind.
      detached: true,
    });
    onTestFinished(() => {
      try {
        process.kill(-(npm.pid ?? Number.NaN), 'SIGKILL');
      } catch {
        // It has exited, as it should.
      }
    });
    let output = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await vi.waitFor(() => expect(output).toContain('listening on '), 40_000);
    const url = /listening on (http:\S+)/.exec(output)?.[1];
    expect((await fetch(`${url}/health`)).status).toBe(200);
    npm.kill('SIGTERM');
    await vi.waitFor(() => expect(fetch(`${url}/health`)).rejects.toThrow(), 20_000);
  });

  test('reports its data folder, and deletes it at the end unless it was configured', async () => {
    const given = await startService(name);
    await vi.waitFor(() => expect(given.output()).toContain(`data in ${given.dataDir}\n`), 20_000);
    expect(await given.stop()).toBe(0);
    expect(existsSync(given.dataDir)).toBe(true);

    const { url, output, stop } = await startService(name, { DATA_DIR: '', TMPDIR: await makeFolder() });
    await vi.waitFor(() => expect(output()).toMatch(/data in .+\n/), 20_000);
    const own = /data in (.+)\n/.exec(output())?.[1] ?? '';
    await put(`${url}/files/a`, 'x');
    expect(await readFile(join(own, 'a'), 'utf8')).toBe('x');
    expect(await stop()).toBe(0);
    expect(existsSync(own)).toBe(false);
  });

  test('creates the configured folder and its parents', async () => {
    const dataDir = join(await makeFolder(), 'a', 'b');
    const { url } = await startService(name, { DATA_DIR: dataDir });
    expect((await put(`${url}/files/c`, 'x')).status).toBe(201);
    expect(await readFile(join(dataDir, 'c'), 'utf8')).toBe('x');
  });

  // Only listening differs between the frameworks; the shared store reads the rest of the environment.
  test('exits with 1 and names HOST when it cannot listen there', async () => {
    await expectRefusal(name, 'HOST', '203.0.113.1');
  });
});

test.each([
  { variable: 'PORT', value: '70000' },
  { variable: 'PORT', value: 'http' },
  { variable: 'CAPACITY_BYTES', value: '-1' },
  { variable: 'CAPACITY_BYTES', value: '10MB' },
  { variable: 'DATA_DIR', value: process.execPath },
  { variable: 'DATA_DIR', value: join(process.execPath, 'below', 'a', 'file') },
  ...(process.platform === 'linux' ? [{ variable: 'DATA_DIR', value: '/proc/nope/nope' }] : []),
])('a service exits with 1 and names $variable when it is $value', async ({ variable, value }) => {
  await expectRefusal('express', variable, value);
});

async function expectRefusal(name: ServiceName, variable: string, value: string): Promise<void> {
  const env = { PORT: '0', DATA_DIR: await makeFolder(), [variable]: value };
  const { output, process: child } = spawnService(name, env);
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect([code, output()]).toEqual([1, expect.stringMatching(new RegExp(`^[^\\n]*${variable}[^\\n]*\\n$`))]);
}
