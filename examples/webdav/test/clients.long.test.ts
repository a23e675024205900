import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { whyNoVolume } from '../../../packages/backends/test/small-volume.ts';
import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { expectRow } from '../../../test/client-table.ts';
import { makeFolder } from '../../store/test/service.ts';
import { observe, type ServerKind } from './observe.ts';
import { type ClientRun, runClient } from './run-client.ts';

/** A client that uploads a file. */
interface Client {
  readonly command: string;
  /** As in the table, with the length of the file. */
  readonly name: string;
  /** The length of the file, which does not fit on the volume, in bytes. */
  readonly length: number;
  upload(file: string, url: string): Promise<ClientRun>;
  /** Returns what the user reads when the server is the example. */
  sees(output: string): string | undefined;
}

const MB = 1_000_000;

const curl = (name: string, ...args: string[]): Client => ({
  command: 'curl',
  name,
  length: 64 * MB,
  upload: (file, url) => runClient('curl', ['-sS', ...args, '-T', file, `${url}f`]),
  sees: (output) => /<s:message>(.*)<\/s:message>/.exec(output)?.[1],
});

const CLIENTS: readonly Client[] = [
  curl('`curl -T`, 64 MB'),
  curl('`curl -T` without `Expect`, 64 MB', '-H', 'Expect:'),
  {
    command: 'rclone',
    name: '`rclone copyto`, 64 MB',
    length: 64 * MB,
    upload: (file, url) =>
      runClient('rclone', ['copyto', file, ':webdav:f', '--webdav-url', url], {
        env: { RCLONE_CONFIG: '/dev/null' },
      }),
    sees: (output) => /Failed to copyto: .*/.exec(output)?.[0],
  },
  {
    command: 'cadaver',
    name: '`put` in cadaver, 12 MB',
    // It reads the response only once it has sent everything, so everything must be within the 16 MiB that the server drains.
    length: 12 * MB,
    upload: async (file, url) =>
      await runClient('cadaver', [url], {
        input: `put ${file} f\nquit\n`,
        env: { HOME: await makeFolder() },
      }),
    sees: (output) => /failed:\s+(.*)/.exec(output)?.[1],
  },
];

for (const client of CLIENTS) {
  describeUnless(whyNoCommand(client.command) ?? whyNoVolume, client.name, () => {
    test('reads why the upload is refused, and the old version stays', { timeout: 300_000 }, async () => {
      const file = join(await makeFolder(), 'file');
      await writeFile(file, randomBytes(client.length));
      const upload = async (kind: ServerKind) =>
        await observe(kind, client.length, async ({ url, folder }) => {
          await writeFile(join(folder, 'f'), 'old version');
          const { code, output } = await client.upload(file, url);
          return { code, output, stored: await readFile(join(folder, 'f'), 'utf8').catch(() => undefined) };
        });
      const without = await upload('without');
      const withIt = await upload('with');
      expect(without.result.output).toMatch(/reset by peer|broken pipe|closed by server|empty reply|EOF/i);
      expect(without.result.stored).not.toBe('old version');
      expect(withIt.result.stored).toBe('old version');
      expectRow('WebDAV', {
        client: client.name,
        sees: client.sees(withIt.result.output) ?? withIt.result.output,
        attempts: [without.attempts, withIt.attempts],
        bytes: [without.bytes, withIt.bytes],
      });
    });
  });
}

describeUnless(whyNoCommand('cadaver') ?? whyNoVolume, 'a COPY of a collection in cadaver', () => {
  test('names each member that has no room', async () => {
    const { result } = await observe('with', 0, async ({ url, folder }) => {
      await mkdir(join(folder, 'a'));
      await writeFile(join(folder, 'a/big'), randomBytes(6 * MB));
      await writeFile(join(folder, 'a/small'), 'small');
      const home = await makeFolder();
      const run = await runClient('cadaver', [url], { input: 'copy a/ b/\nquit\n', env: { HOME: home } });
      return { output: run.output, copied: await readdir(join(folder, 'b')) };
    });
    expect(result.output).toContain('/dav/b/big: 507 Insufficient Storage');
    expect(result.output).toContain(' -> The server has no room to store this right now.');
    expect(result.copied).toEqual(['small']);
  });
});
