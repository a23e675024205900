import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { lazyContinue, StorageExhaustedError, storageExhaustedListener } from '@http507/node';
import { describe, expect, onTestFinished, test } from 'vitest';

import { RULES } from '../src/inspect/index.ts';
import { startSimulator } from '../src/simulate/index.ts';

const MAIN = fileURLToPath(new URL('../dist/command/main.js', import.meta.url));

type Incoming = http.IncomingMessage | http2.Http2ServerRequest;
type Outgoing = http.ServerResponse | http2.Http2ServerResponse;

/** What a command has printed, and how it has ended. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command, as built. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is not built: run turbo run build`);
  const child = spawn(process.execPath, [MAIN, ...args], { env: { PATH: process.env.PATH, ...env } });
  child.stdin.end();
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

async function simulated(query: string): Promise<string> {
  const { url, close } = await startSimulator();
  onTestFinished(close);
  return `${url}/status/507?${query}`;
}

describe('inspect', { timeout: 60_000 }, () => {
  test('exits with 0 if there is nothing to mend', async () => {
    const { code, stdout, stderr } = await run(['inspect', await simulated('')]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^ {2}PUT over HTTP\/1\.1, 8 MB, reading while sending {2,}507 Insufficient Storage.* 5 times$/m,
    );
    expect(stdout).toMatch(/\nNothing to mend\.\n$/);
  });

  test('exits with 1 and explains each finding', async () => {
    const { code, stdout } = await run(['inspect', await simulated('cacheable'), '--method', 'GET']);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'error cache.storable: A shared cache may store the answer and send it to everyone.\n',
    );
    expect(stdout).toContain('  Cache-Control: public, max-age=3600  GET over HTTP/1.1, and 1 more\n');
    expect(stdout).toContain('(RFC 9111, section 3)\n  Mend: Replace `Cache-Control` by `no-store`');
    expect(stdout).toContain('\n1 error, 0 warnings\n');
    // A pipe gets no colors.
    expect(stdout).not.toContain('\u001b');
  });

  test('exits with 2 and one line if nobody can be asked', async () => {
    const { code, stdout, stderr } = await run(['inspect', 'http://no-such-host.invalid/']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: .*no-such-host\.invalid.*\.\n$/);
  });

  test('exits with 2 if it is called wrongly', async () => {
    expect(await run(['inspect'])).toMatchObject({
      code: 2,
      stderr: "error: missing required argument 'url'\n",
    });
    expect(await run(['inspect', 'http://a', '--header', 'no colon'])).toMatchObject({ code: 2 });
    expect(await run(['inspect', 'http://a', '--timeout', 'soon'])).toMatchObject({ code: 2 });
    expect(await run(['inspcet', 'http://a'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('inspect?'),
    });
    expect(await run(['inspect', 'http://a', '--timeout', '0'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('timeout 0'),
    });
  });

  test('prints JSON, with the same statuses', async () => {
    const [fine, found, not] = await Promise.all([
      run(['inspect', await simulated(''), '--json', '--method', 'GET']),
      run(['inspect', await simulated('html'), '--json', '--method', 'GET']),
      run(['inspect', 'ftp://a', '--json']),
    ]);
    expect([fine.code, found.code, not.code]).toEqual([0, 1, 2]);
    expect(JSON.parse(fine.stdout)).toMatchObject({
      findings: [],
      unasked: [],
      answeredBy: { hop: 'unknown' },
    });
    const [finding] = JSON.parse(found.stdout).findings;
    expect(Object.keys(finding)).toEqual(['id', 'severity', 'what', 'why', 'source', 'mend', 'evidence']);
    expect(JSON.parse(not.stdout)).toEqual({ url: 'ftp://a', error: expect.stringContaining('not a URL') });
  });

  test('sends the headers and methods that it is given', async () => {
    const url = await simulated('');
    const { stdout } = await run([
      'inspect',
      url,
      '-m',
      'post',
      '-H',
      'X-Request-Id: mine',
      '-H',
      'Authorization: Bearer of-the-user',
      '--body-size',
      '2000',
      '--json',
    ]);
    const { exchanges } = JSON.parse(stdout);
    const requests = exchanges.map(
      ({ request }: { request: { method: string; bodyBytes: number } }) => request,
    );
    expect(new Set(requests.map(({ method }: { method: string }) => method))).toEqual(
      new Set(['POST', 'OPTIONS']),
    );
    expect(Math.max(...requests.map(({ bodyBytes }: { bodyBytes: number }) => bodyBytes))).toBe(2000);
    expect(stdout).not.toContain('of-the-user');
    expect(exchanges[0].answer.headers).toContainEqual(['x-request-id', 'mine']);
  });

  test.skipIf(!existsSync('/usr/bin/script'))(
    'uses colors on a terminal, unless NO_COLOR is set (skipped without script)',
    async () => {
      const command = `${process.execPath} ${MAIN} inspect ${await simulated('html')} -m GET`;
      const onTerminal = async (env: Record<string, string>): Promise<string> => {
        const child = spawn('/usr/bin/script', ['-qec', command, '/dev/null'], {
          env: { PATH: process.env.PATH, TERM: 'xterm-256color', ...env },
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        return await text(child.stdout);
      };
      expect(await onTerminal({})).toContain('\u001b[33mwarning\u001b[0m');
      expect(await onTerminal({ NO_COLOR: '1' })).not.toContain('\u001b[');
    },
  );
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const requiresServices = process.env.HTTP507_REQUIRE_SERVICES === '1';

describe.skipIf(!hasOpenssl && !requiresServices)(
  'over TLS (skipped without openssl)',
  { timeout: 60_000 },
  () => {
    test('inspect asks by HTTP/2 and HTTP/1, and names a certificate that nobody trusts', async () => {
      const { folder, key, cert } = makeCertificate();
      const listener = storageExhaustedListener<Incoming, Outgoing>(
        () => Promise.reject(new StorageExhaustedError()),
        { logger: false },
      );
      const server = http2.createSecureServer({ allowHTTP1: true, key, cert }, listener);
      lazyContinue(server);
      server.on('sessionError', () => {});
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      onTestFinished(() => void server.close());
      const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
      const trusting = await run(['inspect', url, '--json'], {
        NODE_EXTRA_CA_CERTS: join(folder, 'cert.pem'),
      });
      const { findings, exchanges } = JSON.parse(trusting.stdout);
      expect(findings).toEqual([]);
      const protocols = new Set(
        exchanges.map(({ request }: { request: { protocol: string } }) => request.protocol),
      );
      expect(protocols).toEqual(new Set(['HTTP/1.1', 'HTTP/1.0', 'HTTP/2']));
      const { code, stderr } = await run(['inspect', url]);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^error: TLS with localhost:\d+ failed: self-signed certificate \(DEPTH_ZERO_SELF_SIGNED_CERT\)\.\n$/,
      );
    });
  },
);

describe('simulate', { timeout: 60_000 }, () => {
  test('serves until a signal, and prints each request', async () => {
    const child = spawn(process.execPath, [MAIN, 'simulate', '--port', '0', '--json']);
    onTestFinished(() => void child.kill('SIGKILL'));
    const { url } = JSON.parse(await lineOf(child));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/status\/507$/);
    expect((await fetch(`${url}?reason=quota`)).status).toBe(507);
    expect(JSON.parse(await lineOf(child))).toEqual({
      method: 'GET',
      url: '/status/507?reason=quota',
      receivedBytes: 0,
    });
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  test('exits with 2 if the port is taken', async () => {
    const { port } = new URL(await simulated(''));
    const { code, stderr } = await run(['simulate', '--port', port]);
    expect(code).toBe(2);
    expect(stderr).toContain(`The port ${port} cannot be used: `);
    expect(await run(['simulate', '--port', '65536'])).toMatchObject({ code: 2 });
  });
});

test('help has examples, and the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  for (const command of ['inspect', 'simulate']) {
    const { code, stdout } = await run([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\nExamples:\n {2}http507 /);
  }
  expect((await run([])).code).toBe(2);
});

test('the README shows what the command prints', { timeout: 60_000 }, async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, command = '', shown = ''] = /^```\n\$ npx http507 (.*?)\n(.*?)^```$/ms.exec(readme) ?? [];
  const [, query = ''] = /\?(\w+)'/.exec(command) ?? [];
  const url = await simulated(query);
  const { stdout } = await run(['inspect', url, '--method', 'GET']);
  expect(command).toBe("inspect 'http://127.0.0.1:5507/status/507?cacheable' --method GET");
  expect(stdout.replace(new URL(url).port, '5507')).toBe(shown);
});

test('every finding is on the page that the output names', () => {
  const page = readFileSync(new URL('../../../docs/inspect.md', import.meta.url), 'utf8');
  for (const { id } of RULES) expect(page).toContain(`\n## ${id}\n`);
});

/** Resolves to the next output of a process. */
async function lineOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('has no output');
  const [bytes] = await once(stdout, 'data');
  return String(bytes);
}

/** Makes a certificate for localhost that signs itself, in a folder that is removed when the test ends. */
function makeCertificate(): { folder: string; key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'http507-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { status, stderr } = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
  ]);
  if (status !== 0) throw new Error(`openssl: ${String(stderr)}`);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return { folder, key: read('key.pem'), cert: read('cert.pem') };
}
