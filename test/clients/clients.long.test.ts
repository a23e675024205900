import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startService } from '../../examples/store/test/service.ts';
import { relayTo } from '../../packages/client/test/upload-servers.ts';
import { readCodeBlocks } from '../code-blocks.ts';
import { startAnsweringService } from './answering-service.ts';
import { LANGUAGES, type Language } from './languages.ts';

const blocks = readCodeBlocks().filter(({ file, tag }) => file === 'docs/clients.md' && tag !== '');

/** What a program has printed, and its exit code. */
interface Outcome {
  readonly lines: readonly string[];
  readonly code: number;
}

const ID = 'request id-of-the-request';

/** What each path of the answering service makes a program print. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  '/full-for-a-second': [`507 the server is full, ${ID}`, 'waiting N s', '201 stored'],
  '/full-for-longer': [`507 the server is full, ${ID}`, 'waiting N s', `507 the server is full, ${ID}`],
  '/full-for-an-hour': [`507 the server is full, ${ID}`],
  '/quota': [`507 the account is full, ${ID}`],
  '/too-large': [`413 the file is too large, ${ID}`],
  '/too-many': [`429 too many requests, ${ID}`, 'waiting N s', '201 stored'],
  '/unavailable': [`503 the service is not available, ${ID}`, 'waiting N s', '201 stored'],
  '/unavailable-without-end': [`503 the service is not available, ${ID}`],
  '/nonsense': [`503 the service is not available, ${ID}`],
  '/broken': [`500 not stored, ${ID}`],
};

test('every program of the page is run', () => {
  expect(blocks.map(({ tag }) => tag)).toEqual([...new Set(LANGUAGES.map(({ file }) => file))]);
});

describe.each(LANGUAGES)('$name', (language) => {
  const skip = language.command ? undefined : language.skip();
  describe.skipIf(skip)(`uploads${skip ? ` (skipped: ${skip})` : ''}`, () => describeProgram(language));
});

function describeProgram({ file, command, compile, asksFirst }: Language): void {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'http507-client-'));
    await writeFile(join(folder, file), blocks.find(({ tag }) => tag === file)?.code ?? '');
    await compile?.(folder);
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Uploads the folder's file. */
  async function run(url: string): Promise<Outcome> {
    const [program = '', ...args] = command ?? [];
    return new Promise((resolve, reject) => {
      // Without the environment's proxies.
      const options = { cwd: folder, timeout: 100_000, env: { PATH: process.env.PATH } };
      const child = execFile(program, [...args, 'file', url], options, (error, stdout, stderr) => {
        if (stderr !== '' || child.exitCode === null) reject(new Error(stderr, { cause: error }));
        else resolve({ lines: stdout.trimEnd().split('\n'), code: child.exitCode });
      });
    });
  }

  test('uploads to an example service, which stores the file, or has no room for it', async () => {
    const { url } = await startService('express', { CAPACITY_BYTES: '8000000', QUOTA_BYTES: '4000000' });
    const upload = async (length: number): Promise<Outcome & { readonly sent: number }> => {
      await writeFile(join(folder, 'file'), new Uint8Array(length));
      const relay = await relayTo(url);
      return { ...(await run(`${relay.url}/files/a`)), sent: await relay.bodyBytes() };
    };
    expect(await upload(2_000_000)).toEqual({ lines: ['201 stored'], code: 0, sent: 2_000_000 });
    for (const [length, full] of [
      [10_000_000, 'server'],
      [5_000_000, 'account'],
    ] as const) {
      const { lines, code, sent } = await upload(length);
      expect(lines).toEqual([expect.stringMatching(`^507 the ${full} is full, request [\\w-]{36}$`)]);
      expect(code).toBe(1);
      if (asksFirst) expect(sent).toBe(0);
      else expect(sent).toBeGreaterThan(0);
    }
    expect((await (await fetch(`${url}/files/a`)).arrayBuffer()).byteLength).toBe(2_000_000);
  });

  test('acts on each answer of a service', async () => {
    const service = await startAnsweringService();
    await writeFile(join(folder, 'file'), new Uint8Array(100_000));
    const outcomes = await Promise.all(
      Object.keys(OUTCOMES).map(async (path) => [path, await run(`${service.url}${path}`)] as const),
    );
    const seconds = (line: string): string => line.replace(/^waiting [0-2] s$/, 'waiting N s');
    expect(Object.fromEntries(outcomes.map(([path, { lines }]) => [path, lines.map(seconds)]))).toEqual(
      OUTCOMES,
    );
    for (const [path, { lines, code }] of outcomes) {
      expect(code).toBe(lines.at(-1) === '201 stored' ? 0 : 1);
      const sent = lines.filter((line) => !line.startsWith('waiting')).length;
      expect(service.requests().filter((other) => other === path)).toHaveLength(sent);
    }
  }, 120_000);
}
