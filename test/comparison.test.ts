import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { request } from '../packages/conformance/src/clients/request.ts';
import { UPLOADERS, type Uploader } from '../packages/conformance/src/clients/uploaders.ts';
import { withServer } from '../packages/conformance/src/with-server.ts';
import { readDocument } from './code-blocks.ts';
import { express, expressManifest, PEERS, type Peer } from './comparison-peers.ts';

type Verdict = 'yes' | 'partly' | 'no' | '—';

/** A note that only operators may read. */
const NOTE = 'CANARY of the note';

/** In bytes, minified and gzipped. */
const SMALL = 5_000;

/** The rows of the table, each with the program that determines its cells. */
const QUESTIONS: Readonly<Record<string, (peer: Peer) => Promise<Verdict> | Verdict>> = {
  'Has a named error for 507': ({ exports, fail }) => {
    if (Object.keys(exports).some((name) => /StorageExhausted|InsufficientStorage/.test(name))) return 'yes';
    return fail(507, NOTE) === undefined ? 'no' : 'partly';
  },
  'Has errors for other statuses, such as 404': async (peer) => {
    const thrown = peer.fail(404, NOTE);
    if (thrown === undefined) return 'no';
    return yesIf((await answer(peer, throwing(thrown))).status === 404);
  },
  'Turns a raw ENOSPC into a 507': async (peer) =>
    yesIf((await answer(peer, () => writeFileSync('/dev/full', 'x'))).status === 507),
  'Sends problem details (RFC 9457)': async (peer) => {
    const { headers, body } = await fail507(peer, { Accept: 'application/problem+json' });
    if (!headers['content-type']?.startsWith('application/problem+json')) return 'no';
    return yesIf(['type', 'title', 'status'].every((member) => member in JSON.parse(body)));
  },
  'Negotiates JSON, problem details, HTML and text': async (peer) => {
    const types = ['application/json', 'application/problem+json', 'text/html', 'text/plain'];
    const answers = await Promise.all(types.map((Accept) => fail507(peer, { Accept })));
    return yesIf(
      answers.every(({ headers }, index) => headers['content-type']?.startsWith(types[index] ?? '')),
    );
  },
  'Hides the error message from the client': async (peer) =>
    yesIf(!(await fail507(peer)).body.includes('CANARY')),
  'Sets Retry-After if the error has one': async (peer) =>
    yesIf((await fail507(peer)).headers['retry-after'] === '120'),
  'Drops a stale ETag and Cache-Control': async (peer) => {
    const { headers } = await fail507(peer);
    return yesIf(headers.etag !== '"of-the-file"' && !headers['cache-control']?.includes('max-age'));
  },
  'Keeps the CORS headers': async (peer) =>
    yesIf((await fail507(peer)).headers['access-control-allow-origin'] === '*'),
  'Delivers the 507 to 10 of 10 uploads by http.request that fail midway': async (peer) => {
    const outcomes = await uploads(peer);
    const answered = outcomes.filter((outcome) => outcome === 507).length;
    return answered > 0 && answered < outcomes.length ? 'partly' : yesIf(answered > 0);
  },
  'Declares support for Node 20': ({ manifest }) =>
    ofManifest(manifest, ({ engines }) => Number(/\d+/.exec(engines?.node ?? '0')?.[0]) <= 20),
  'Ships CommonJS': ({ manifest }) =>
    ofManifest(
      manifest,
      ({ type, exports }) => type !== 'module' || JSON.stringify(exports ?? {}).includes('"require"'),
    ),
  'Has no dependencies': ({ manifest }) =>
    ofManifest(manifest, ({ dependencies }) => Object.keys(dependencies ?? {}).length === 0),
  'Is smaller than 5 kB, minified and gzipped, with dependencies': async ({ manifest }) =>
    manifest === undefined ? '—' : yesIf((await weigh(dirname(manifest), nameOf(manifest))) < SMALL),
  'Is included in Express': ({ manifest }) =>
    ofManifest(manifest, ({ name }) => Object.hasOwn(expressManifest.dependencies, name)),
};

describe.skipIf(!existsSync('/dev/full'))('docs/comparison.md (skipped without /dev/full)', () => {
  // The sections have tables of their own.
  const [first = ''] = readDocument('docs/comparison.md').split('\n## ');
  const [head = [], , ...rows] = [...first.matchAll(/^\|(.*)\|$/gm)].map(([, line = '']) =>
    line.split('|').map((cell) => cell.trim()),
  );

  test('has exactly the columns and rows that are tested', () => {
    expect(head).toEqual(['', ...Object.keys(PEERS)]);
    expect(rows.map(([question]) => question)).toEqual(Object.keys(QUESTIONS));
  });

  test.each(Object.entries(QUESTIONS))('%s', async (question, ask) => {
    // Express logs each error.
    const log = vi.spyOn(console, 'error').mockReturnValue();
    onTestFinished(() => log.mockRestore());
    const verdicts: Verdict[] = [];
    for (const peer of Object.values(PEERS)) verdicts.push(await ask(peer));
    expect(rows.find(([first]) => first === question)?.slice(1)).toEqual(verdicts);
  });

  test('names the versions that are tested', () => {
    const page = readDocument('docs/comparison.md');
    for (const { manifest } of Object.values(PEERS).slice(1)) {
      if (manifest === undefined) continue;
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'));
      expect(page).toContain(`${name} ${version}`);
    }
    expect(page).toContain(`Express ${expressManifest.version}`);
  });
});

function yesIf(condition: boolean): Verdict {
  return condition ? 'yes' : 'no';
}

interface Manifest {
  readonly name: string;
  readonly type?: string;
  readonly exports?: object;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: object;
}

function ofManifest(path: string | undefined, test: (manifest: Manifest) => boolean): Verdict {
  return path === undefined ? '—' : yesIf(test(JSON.parse(readFileSync(path, 'utf8'))));
}

function throwing(thrown: unknown): () => never {
  return () => {
    throw thrown;
  };
}

/** Resolves to the response of a route that sets headers and then runs out of storage. */
function fail507(peer: Peer, headers: Record<string, string> = {}) {
  const thrown = peer.fail(507, NOTE, 120) ?? new Error(NOTE);
  return answer(peer, throwing(thrown), headers);
}

function answer(peer: Peer, route: () => void, headers: Record<string, string> = {}) {
  return withApplication(peer, route, (origin) => request(origin, { headers }));
}

/** Resolves to the outcomes of ten uploads of 20 MB that fail midway because storage is full. */
function uploads(peer: Peer): Promise<unknown[]> {
  const thrown = peer.fail(507, NOTE) ?? new Error(NOTE);
  const route = (incoming: http.IncomingMessage): Promise<never> =>
    pipeline(incoming, createWriteStream('/dev/full')).then(throwing(thrown), throwing(thrown));
  return withApplication(peer, route, async (origin) => {
    const upload = UPLOADERS['http.request'] as Uploader;
    const outcomes: unknown[] = [];
    for (let count = 0; count < 10; count += 1) {
      outcomes.push(await upload(origin, 20_000_000).then(({ status }) => status, String));
    }
    return outcomes;
  });
}

/** Runs Express in production mode, with a route and the peer's error handler. */
function withApplication<T>(
  peer: Peer,
  route: (incoming: http.IncomingMessage) => unknown,
  use: (origin: string) => Promise<T>,
): Promise<T> {
  const application = express();
  application.set('env', 'production');
  application.use((incoming: http.IncomingMessage, response: http.ServerResponse) => {
    response.setHeader('ETag', '"of-the-file"');
    response.setHeader('Cache-Control', 'max-age=3600');
    response.setHeader('Access-Control-Allow-Origin', '*');
    return route(incoming);
  });
  if (peer.handler) application.use(peer.handler);
  const subject = {
    name: 'express',
    version: expressManifest.version,
    http2: false,
    exceptions: {},
    createServer: async () => http.createServer(application),
  };
  return withServer(subject, { route: () => undefined }, ({ origin }) => use(origin));
}

function nameOf(manifest: string): string {
  return JSON.parse(readFileSync(manifest, 'utf8')).name;
}

/** Resolves to the size of a bundled package, in bytes. */
async function weigh(folder: string, name: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `module.exports = require('${name}')`, resolveDir: folder },
    bundle: true,
    minify: true,
    platform: 'node',
    // An application installs the frameworks of error-iq's adapters anyway.
    external: ['express', 'fastify', 'koa', '@nestjs/*'],
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '').byteLength;
}
