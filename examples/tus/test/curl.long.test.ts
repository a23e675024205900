import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

import { whyNoCommand } from '../../../packages/backends/test/why-no-command.ts';
import { noTmpfs } from '../../store/test/tmpfs.ts';
import { serveBoth, TOO_LARGE } from './both-servers.ts';
import { expectCreationRow } from './expect-creation-row.ts';

const TUS = ['-H', 'Tus-Resumable: 1.0.0'];

/** Runs curl with the tus header, and returns its output. */
async function curl(body: Buffer | undefined, ...args: string[]): Promise<string> {
  const all = ['-sS', ...TUS, ...args, ...(body ? ['--data-binary', '@-'] : [])];
  const running = promisify(execFile)('curl', all);
  // curl stops reading when it has its answer.
  running.child.stdin?.on('error', () => undefined).end(body);
  return (await running).stdout;
}

/** Creates an upload and sends it, as a script would. Returns what curl prints last. */
async function send(url: string): Promise<string> {
  const length = ['-H', `Upload-Length: ${TOO_LARGE.length}`];
  const created = await curl(undefined, '-i', '-X', 'POST', ...length, `${url}/files`);
  const [, location] = /^location: (\S+)/im.exec(created) ?? [];
  if (!location) return created.split('\r\n\r\n').at(-1) ?? '';
  const headers = ['-H', 'Upload-Offset: 0', '-H', 'Content-Type: application/offset+octet-stream'];
  return await curl(TOO_LARGE, '-X', 'PATCH', ...headers, url + location);
}

const missing = noTmpfs ?? whyNoCommand('curl');

describe.skipIf(missing)(`curl on a small volume${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('shows why, and sends nothing of the file', async () => {
    const [without, withIt] = await serveBoth();
    const [, printed] = await Promise.all([without, withIt].map(({ url }) => send(url)));
    expect(withIt.methods()).toEqual(['POST']);
    expectCreationRow('curl', printed ?? '', without, withIt);
  });
});
