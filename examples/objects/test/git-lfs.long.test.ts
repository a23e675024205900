import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { gitLfs } from '@http507/core/profiles';
import { StorageExhaustedError, storageExhaustedHandler } from '@http507/express';
import express from 'express';
import { expect, test } from 'vitest';

import { describeUnless } from '../../../packages/backends/test/describe-unless.ts';
import { expectRow } from '../../../test/client-table.ts';
import { LFS_ACCOUNT } from '../src/lfs-object.ts';
import { type ClientFolder, type ClientRun, makeClientFolder, PHOTO_BYTES } from './client-folder.ts';
import { findCommand } from './find-command.ts';
import { lineWith } from './line-with.ts';
import { createServerApp, type Outcome, openStore, uploadPhoto } from './upload-photo.ts';
import { watchServer } from './watched-server.ts';

const QUOTA = 'The storage allotted to this account is used up. Used: 0 of 5000000 bytes.';
const CAPACITY = 'The server has no room to store this right now.';

/** The version in docs/protocols.md. Others may print another text. */
const RECORDED = '3.3.0';

const git = findCommand('git');
const lfs = findCommand('git-lfs', ['version']);

const ENV = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
};

/** Commits the photo to a new repository, whose remote is another one. */
async function commitPhoto(url: string, folder: ClientFolder): Promise<void> {
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['init', '--quiet', '--initial-branch=main', '--bare', 'remote.git'],
    ['lfs', 'install', '--local'],
    ['lfs', 'track', '*.jpg'],
    ['add', '.gitattributes', '*.jpg'],
    ['commit', '--quiet', '--message=A photo'],
    ['remote', 'add', 'origin', './remote.git'],
    ['config', 'lfs.url', `${url}/lfs`],
  ]) {
    const { code, output } = await folder.run(git.path, args, ENV);
    expect(code, `git ${args.join(' ')}: ${output}`).toBe(0);
  }
}

async function push(url: string, folder: ClientFolder): Promise<ClientRun> {
  await commitPhoto(url, folder);
  return await folder.run(git.path, ['push', 'origin', 'main'], ENV);
}

function count({ requests }: Pick<Outcome, 'requests'>, start: string): number {
  return requests.filter((request) => request.startsWith(start)).length;
}

const BATCH = 'POST /lfs/objects/batch';
const PUT = 'PUT /lfs/objects/';

describeUnless(git.reason ?? lfs.reason, `git push, git-lfs ${lfs.version ?? ''}`, () => {
  test('stores the photo, and another clone gets it', async () => {
    const store = await openStore(2 * PHOTO_BYTES);
    const { url } = await watchServer(createServerApp('roomy', store), true);
    const folder = await makeClientFolder();
    const { code, output } = await push(url, folder);
    expect(code, output).toBe(0);
    const clone = ['-c', `lfs.url=${url}/lfs`, '-c', 'filter.lfs.process=git-lfs filter-process'];
    const cloned = await folder.run(git.path, [...clone, 'clone', '--quiet', 'remote.git', 'clone'], ENV);
    expect(cloned.code, cloned.output).toBe(0);
    const photo = await readFile(join(folder.path, 'clone', 'photo.jpg'));
    expect(photo.equals(await readFile(join(folder.path, 'photo.jpg')))).toBe(true);
  });

  const unchecked =
    lfs.version === RECORDED ? '' : ` (its row in docs/protocols.md is of ${RECORDED}, and is not checked)`;
  test(`shows why there is no room, and sends nothing of the photo${unchecked}`, async () => {
    const [without, withIt, midway] = await Promise.all([
      uploadPhoto('without', push),
      uploadPhoto('with', push),
      uploadPhoto('midway', push),
    ]);
    for (const { code } of [without, withIt, midway]) expect(code).not.toBe(0);
    expect(without.output).not.toContain(CAPACITY);
    expect(withIt.output).toContain(QUOTA);
    expect(midway.output).toContain(CAPACITY);
    expect([count(withIt, BATCH), count(withIt, PUT), withIt.bytes]).toEqual([1, 0, '0']);
    if (lfs.version !== RECORDED) return;
    const attempts = [9, 1] as const;
    expect([count(without, BATCH), count(withIt, BATCH)]).toEqual(attempts);
    expect(count(without, PUT)).toBe(9);
    const bytes = ['9 × all', '0'] as const;
    expect([without.bytes, withIt.bytes]).toEqual(bytes);
    const sees = `\`${lineWith(QUOTA, withIt.output)}\``;
    expectRow('Git LFS', { client: `\`git push\`, git-lfs ${RECORDED}`, sees, attempts, bytes });
  }, 200_000);

  test('asks the batch again when the room is taken after the batch, and stops', async () => {
    const store = await openStore(PHOTO_BYTES);
    const app = createServerApp('with', store);
    let isTaken = false;
    const other = createHash('sha256').update('other').digest('hex');
    const { url, requests } = await watchServer((request, response) => {
      if (request.method !== 'PUT' || isTaken) return app(request, response);
      isTaken = true;
      store.guard
        .reserve(LFS_ACCOUNT, 5)
        .then((reservation) => store.put(LFS_ACCOUNT, other, 'other', reservation))
        .then(
          () => app(request, response),
          (error: unknown) => response.destroy(error as Error),
        );
    }, true);
    const { code, output } = await push(url, await makeClientFolder());
    expect(code).not.toBe(0);
    expect(output).toContain('Used: 5 of 6000000 bytes.');
    expect([count({ requests }, BATCH), count({ requests }, PUT)]).toEqual([2, 1]);
    expect(await store.length(LFS_ACCOUNT, other)).toBe(5);
  });

  test('takes a 422 for a refusal of the media type', async () => {
    const refused = await uploadPhoto('midway', push, { ...gitLfs, status: 422 });
    expect(refused.output).not.toContain(CAPACITY);
    expect(refused.output).toContain('unsupported Content-Type');
    expect(count(refused, PUT)).toBe(1);
  });

  test('does not repeat a batch that is refused as a whole', async () => {
    const app = express();
    app.use(() => {
      throw new StorageExhaustedError();
    });
    app.use(storageExhaustedHandler({ profile: 'git-lfs', logger: false }));
    const { url, requests } = await watchServer(app, true);
    const { code, output } = await push(url, await makeClientFolder());
    expect(code).not.toBe(0);
    expect(output).toContain(CAPACITY);
    expect(count({ requests }, BATCH)).toBe(1);
  });
});
