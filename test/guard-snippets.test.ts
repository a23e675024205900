import { once } from 'node:events';
import { readdir, stat } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';

import { describe, expect, test, vi } from 'vitest';

import { readCodeBlocks } from './code-blocks.ts';
import { breakOffUpload, withListeningSnippet } from './run-snippet.ts';

const blocks = readCodeBlocks().filter(({ tag }) => /^guard (?!types)/.test(tag));
const brief = blocks.filter(({ tag }) => tag === 'guard brief');
const programs = blocks.filter((block) => !brief.includes(block));

/** The quota in the snippets, in bytes. */
const QUOTA = 10e6;

/** The answer to a refused upload when 18 bytes are stored. */
const REFUSED = {
  status: 507,
  error: 'insufficient_storage',
  reason: 'quota',
  usedBytes: 18,
  quotaBytes: QUOTA,
};

test('each framework has a snippet, and there is a brief one', () => {
  const frameworks = ['express', 'fastify', 'koa', 'nestjs', 'node'];
  expect(programs.map(({ tag }) => tag)).toEqual(frameworks.map((name) => `guard ${name}`));
  expect(brief).toHaveLength(1);
});

test.each(brief)('$tag, of $file', ({ tag, code }) =>
  withListeningSnippet(tag, code, async (port) => {
    expect(await upload(port, 'ann', { 'Content-Length': 18 }, ['not really a photo'])).toEqual({
      status: 201,
    });
    expect(await upload(port, 'ann', { 'Content-Length': QUOTA })).toMatchObject(REFUSED);
    expect(await upload(port, 'ann', { 'Transfer-Encoding': 'chunked' }, ['hello'])).toEqual({ status: 411 });
  }),
);

describe.each(programs)('$tag, of $file', ({ tag, code }) => {
  test('stores uploads that fit, and refuses others unread or midway', () =>
    withListeningSnippet(tag, code, async (port, folder) => {
      expect(await upload(port, 'ann', { 'Content-Length': 18 }, ['not really a photo'])).toEqual({
        status: 201,
      });
      expect(await upload(port, 'ann', { 'Content-Length': QUOTA })).toMatchObject(REFUSED);
      // `usedBytes` includes what the upload itself has reserved.
      expect(await upload(port, 'ann', { 'Transfer-Encoding': 'chunked' }, endless())).toMatchObject({
        status: 507,
        reason: 'quota',
        quotaBytes: QUOTA,
      });
      expect(await lengths(folder)).toEqual([18]);
      expect(await upload(port, 'bob', { 'Content-Length': 5 }, ['hello'])).toEqual({ status: 201 });
    }));

  test('survives a client that disconnects, and stores nothing of its upload', () =>
    withListeningSnippet(tag, code, async (port, folder) => {
      await breakOffUpload(port, 'POST /files', 'hello');
      expect(await upload(port, 'ann', { 'Content-Length': 5 }, ['hello'])).toEqual({ status: 201 });
      await vi.waitFor(async () => expect(await lengths(folder)).toEqual([5]), 20_000);
    }));
});

/** Sends an upload, or only its headers, until it is answered. Resolves to the status and the members of the JSON body. */
async function upload(
  port: number,
  account: string,
  headers: http.OutgoingHttpHeaders,
  chunks?: Iterable<string | Buffer>,
): Promise<object> {
  const request = http.request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/files',
    headers: { 'X-Account': account, 'Content-Type': 'image/jpeg', ...headers },
  });
  const answered = once(request, 'response');
  if (chunks) Readable.from(chunks).pipe(request);
  else request.flushHeaders();
  const [response] = (await answered) as [http.IncomingMessage];
  // After its answer, the server may close the connection during the upload.
  request.on('error', () => undefined);
  const isJson = response.headers['content-type']?.startsWith('application/json');
  const body = isJson ? ((await json(response)) as object) : {};
  request.destroy();
  return { status: response.statusCode, ...body };
}

function* endless(): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536);
  for (;;) yield chunk;
}

/** Returns the lengths of the files that a snippet has stored, parts included. */
async function lengths(folder: string): Promise<number[]> {
  const uploads = join(folder, 'uploads');
  return Promise.all((await readdir(uploads)).map(async (name) => (await stat(join(uploads, name))).size));
}
