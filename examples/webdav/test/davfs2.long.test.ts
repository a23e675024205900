import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync } from 'node:fs';
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { whyNoVolume } from '../../../packages/backends/test/small-volume.ts';
import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { expectRow } from '../../../test/client-table.ts';
import { makeFolder } from '../../store/test/service.ts';
import { observe, type ServerKind } from './observe.ts';
import { type ClientRun, runClient } from './run-client.ts';

const run = promisify(execFile);

const MB = 1_000_000;

/** A mounted folder. */
interface Mount {
  readonly path: string;
  /** Where davfs2 keeps the files that it could not upload. */
  readonly cache: string;
  /** Waits until davfs2 has ended. */
  unmount(): Promise<void>;
}

/** Mounts a collection until the test ends. Files are uploaded when they are closed. */
async function mountDav(url: string): Promise<Mount> {
  const folder = await makeFolder();
  const [path, cache, config] = ['mount', 'cache', 'davfs2.conf'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(path);
  await mkdir(cache);
  // davfs2 uses it as its own user.
  const { stdout: group } = await run('getent', ['group', 'davfs2']);
  await chown(cache, 0, Number(group.split(':')[2]));
  await chmod(cache, 0o775);
  await chmod(folder, 0o755);
  await writeFile(config, `ask_auth 0\ndelay_upload 0\ncache_dir ${cache}\n`);
  await run('mount', ['-t', 'davfs', '-o', `conf=${config}`, url, path]);
  let mounted = true;
  const unmount = async (): Promise<void> => {
    if (!mounted) return;
    mounted = false;
    await run('umount', [path]);
  };
  onTestFinished(unmount);
  return { path, cache, unmount };
}

/** Copies a file onto a mounted folder. */
async function copy(file: string, target: string): Promise<ClientRun> {
  return await runClient('cp', [file, target]);
}

function whyNoFuse(): string | undefined {
  try {
    accessSync('/dev/fuse');
    return undefined;
  } catch {
    return 'no /dev/fuse';
  }
}

describeUnless(whyNoFuse() ?? whyNoCommand('mount.davfs') ?? whyNoVolume, 'a davfs2 mount', () => {
  test('cp and mkdir end with "No space left on device" when the volume is full', {
    timeout: 120_000,
  }, async () => {
    const file = join(await makeFolder(), 'file');
    await writeFile(file, randomBytes(MB));
    const copyToFull = async (kind: ServerKind) =>
      await observe(kind, MB, async ({ url, folder, fill }) => {
        await writeFile(join(folder, 'old'), 'old version');
        fill();
        const mount = await mountDav(url);
        const created = await copy(file, join(mount.path, 'new'));
        const replaced = await copy(file, join(mount.path, 'old'));
        const made = await runClient('mkdir', [join(mount.path, 'folder')]);
        const removed = await runClient('rm', [join(mount.path, 'old')]);
        await mount.unmount();
        return { created, replaced, made, removed, files: await readdir(folder) };
      });
    const without = await copyToFull('without');
    const withIt = await copyToFull('with');
    expect(without.result.created.output).toContain('Input/output error');
    for (const { code, output } of [withIt.result.created, withIt.result.replaced, withIt.result.made]) {
      expect([code, output]).toEqual([1, expect.stringContaining('No space left on device')]);
    }
    expect(withIt.result.removed).toEqual({ code: 0, output: '' });
    expect(withIt.result.files).toEqual([]);
    expectRow('WebDAV', {
      client: '`cp` to a davfs2 mount, volume full',
      sees: withIt.result.created.output.trim().replace(/'.*'/, "'…'"),
      attempts: [without.attempts, withIt.attempts],
      bytes: [without.bytes, withIt.bytes],
    });
  });

  test('cp does not see that a file is too long for the room that is left', {
    timeout: 120_000,
  }, async () => {
    const file = join(await makeFolder(), 'file');
    const content = randomBytes(12 * MB);
    await writeFile(file, content);
    const copyTooLong = async (kind: ServerKind) =>
      await observe(kind, content.byteLength, async ({ url, folder }) => {
        await writeFile(join(folder, 'old'), 'old version');
        const mount = await mountDav(url);
        const { code, output } = await copy(file, join(mount.path, 'old'));
        await mount.unmount();
        const [cached] = (await readdir(mount.cache, { recursive: true })).filter((name) =>
          name.includes('/old-'),
        );
        const kept = cached && content.equals(await readFile(join(mount.cache, cached)));
        return { code, output, kept, stored: await readFile(join(folder, 'old'), 'utf8') };
      });
    const without = await copyTooLong('without');
    const withIt = await copyTooLong('with');
    expect(without.result.stored).not.toBe('old version');
    // The mount's lost+found has the new version.
    expect(withIt.result).toEqual({ code: 0, output: '', kept: true, stored: 'old version' });
    expectRow('WebDAV', {
      client: '`cp` to a davfs2 mount, 12 MB, some room left',
      sees: 'nothing: `cp` succeeds, and the file is in `lost+found` of the mount',
      attempts: [without.attempts, withIt.attempts],
      bytes: [without.bytes, withIt.bytes],
    });
  });
});
