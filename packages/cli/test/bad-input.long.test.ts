import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

import { listen } from '@http507/conformance';
import { describe, expect, test } from 'vitest';

import { InspectError, type InspectOptions, inspect } from '../src/index.ts';
import { serveBytes, serveRaw } from './serve-raw.ts';

const GET: InspectOptions = { methods: ['GET'], timeout: 100 };

/** With these, nothing is awaited for longer than 0.5 s. */
const IMPATIENT: InspectOptions = { methods: ['GET'], timeout: 2 };

const HEAD =
  'HTTP/1.1 507 Insufficient Storage\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\nX-Request-Id: 1\r\n';

/** Resolves to the ids of the findings, but for the request id, which these servers repeat. */
async function findings(url: string, options = GET): Promise<string[]> {
  const report = await inspect(url, options);
  return report.findings.map(({ id }) => id).filter((id) => id !== 'request-id.repeated');
}

/** Writes again and again until the connection closes. */
function writeForever(socket: Socket, bytes: Buffer): void {
  const write = (): void => {
    if (!socket.destroyed) socket.write(bytes, write);
  };
  write();
}

describe('nobody can be asked', { timeout: 30_000 }, () => {
  test('if the host does not exist', async () => {
    const error = await inspect('http://no-such-host.invalid/', GET).catch((reason) => reason);
    expect(error).toBeInstanceOf(InspectError);
    expect(error.message).toMatch(
      /^(There is no host|The name) no-such-host\.invalid( cannot be resolved)?\.$/,
    );
  });

  test('if the connection is refused', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await expect(inspect(`http://127.0.0.1:${port}/`, GET)).rejects.toThrow(
      `127.0.0.1:${port} refuses connections.`,
    );
    const fine = await serveBytes(`${HEAD}Content-Length: 2\r\n\r\nno`);
    await expect(inspect(fine, { ...GET, origin: `http://127.0.0.1:${port}` })).rejects.toThrow('refuses');
  });

  test('if the server does not speak TLS', async () => {
    const origin = await serveBytes('HTTP/1.1 400 Bad Request\r\n\r\n');
    const url = origin.replace('http:', 'https:');
    await expect(inspect(url, GET)).rejects.toThrow(/^TLS with 127\.0\.0\.1:\d+ failed: .+\.$/);
  });

  test('if the TLS handshake is never answered', async () => {
    const origin = await serveRaw((socket) => socket.resume());
    const url = origin.replace('http:', 'https:');
    await expect(inspect(url, IMPATIENT)).rejects.toThrow('failed: no connection within 0.5 s');
  });

  test.each([
    ['ftp://example.com', {}, 'ftp://example.com is not a URL that begins with http:// or https://'],
    ['example.com', {}, 'example.com is not a URL'],
    ['http://ann:secret@a', {}, 'Credentials belong into a header'],
    ['http://a', { origin: 'b' }, 'b is not a URL'],
    ['http://a', { methods: ['GET /'] }, 'GET / is not a method'],
    ['http://a', { methods: [] }, 'At least one method'],
    ['http://a', { bodySize: 0 }, 'The body size 0 is not'],
    ['http://a', { bodySize: 1.5 }, 'The body size 1.5 is not'],
    ['http://a', { timeout: 0 }, 'The timeout 0 is not'],
    ['http://a', { timeout: Number.NaN }, 'The timeout NaN is not'],
    ['http://a', { headers: [['a b', '1']] as const }, 'Header name must be a valid HTTP token'],
    ['http://a', { headers: [['a', '1\r\nb: 2']] as const }, 'Invalid character in header content'],
  ])('with %s and %o', async (url, options, message) => {
    await expect(inspect(url, options)).rejects.toThrow(message);
  });

  test('if no answer is about storage', async () => {
    const origin = await serveBytes('HTTP/1.1 404 Not \u001b[2JFound\r\nContent-Length: 0\r\n\r\n');
    const error = await inspect(origin, GET).catch((reason) => reason);
    expect(error).toBeInstanceOf(InspectError);
    expect(error.message).toContain(
      'is about storage. Inspect a URL that is out of room. GET over HTTP/1.1: 404 Not',
    );
    expect(error.message).not.toContain('\u001b');
  });
});

test('a server that refuses the condition of uploads is asked without it', { timeout: 60_000 }, async () => {
  const server = http.createServer((request, response) => {
    request.resume();
    const isRefused = request.headers['if-none-match'] !== undefined;
    response.writeHead(isRefused ? 501 : 507, { 'Cache-Control': 'no-store' }).end();
  });
  const url = await listen(server);
  const options: InspectOptions = { methods: ['PUT'], bodySize: 1000, timeout: 60 };
  await expect(inspect(url, options)).rejects.toThrow("use --header 'If-None-Match:'");
  const { findings: found } = await inspect(url, { ...options, headers: [['If-None-Match', '']] });
  expect(found.map(({ id }) => id)).toContain('body.missing');
});

describe('a server answers badly', { timeout: 30_000 }, () => {
  test('and never', async () => {
    const url = await serveRaw((socket) => socket.resume());
    const { findings: found, exchanges } = await inspect(url, IMPATIENT);
    expect(found.map(({ id }) => id)).toEqual(['delivery.timeout']);
    expect(exchanges[0]?.failure?.message).toBe('Nothing arrived within 0.5 s');
  });

  test('and closes at once', async () => {
    expect(await findings(await serveRaw((socket) => socket.end()))).toEqual(['delivery.closed']);
  });

  test('and resets the connection at the request', async () => {
    const url = await serveBytes('', (socket) => socket.resetAndDestroy());
    expect(await findings(url)).toEqual(['delivery.closed']);
  });

  test('and resets the connection in the middle of the body', async () => {
    const url = await serveBytes(`${HEAD}Content-Length: 100\r\n\r\nhalf`, (socket) =>
      socket.resetAndDestroy(),
    );
    // The reset may overtake what was sent.
    expect(['delivery.cut', 'delivery.closed']).toContain((await findings(url))[0]);
  });

  test('and closes the connection in the middle of the body', async () => {
    const url = await serveBytes(`${HEAD}Content-Length: 100\r\n\r\nhalf`, (socket) => socket.end());
    expect(await findings(url)).toEqual(['delivery.cut']);
    const chunked = await serveBytes(`${HEAD}Transfer-Encoding: chunked\r\n\r\n9\r\nhalf`, (socket) =>
      socket.end(),
    );
    expect(await findings(chunked, { ...GET, methods: ['GET'] })).toEqual(['framing.http10', 'delivery.cut']);
  });

  test('and stops in the middle of the body', async () => {
    const url = await serveBytes(`${HEAD}Content-Length: 100\r\n\r\nhalf`);
    expect(await findings(url, IMPATIENT)).toEqual(['delivery.timeout']);
  });

  test('and never stops', async () => {
    const url = await serveBytes(`${HEAD}\r\n`, (socket) => writeForever(socket, Buffer.alloc(65_536, 'a')));
    expect(await findings(url)).toEqual(['body.too-long']);
  });

  test('and drips a byte at a time', async () => {
    const url = await serveBytes(`${HEAD}\r\n`, (socket) => {
      const timer = setInterval(() => socket.write('a'), 50);
      socket.once('close', () => clearInterval(timer));
    });
    expect(await findings(url, IMPATIENT)).toEqual(['delivery.timeout']);
  });

  test('and sends 1 MB of headers', async () => {
    const url = await serveBytes(`${HEAD}X-Long: ${'a'.repeat(1_000_000)}\r\n\r\n`);
    expect(await findings(url)).toEqual(['framing.headers']);
  });

  test('and sends interim responses for ever', async () => {
    const url = await serveRaw((socket) =>
      writeForever(socket, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))),
    );
    expect(await findings(url)).toEqual(['framing.headers']);
  });

  test('and does not speak HTTP', async () => {
    const url = await serveRaw((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
    expect(await findings(url)).toEqual(['framing.invalid']);
    expect(await findings(await serveRaw((socket) => writeForever(socket, Buffer.alloc(1000))))).toEqual([
      'framing.invalid',
    ]);
  });

  test.each([
    [
      'something else than chunks',
      'Transfer-Encoding: chunked\r\n\r\nno room\r\n',
      'Not the size of a chunk: no room',
    ],
    [
      'an endless chunk size',
      `Transfer-Encoding: chunked\r\n\r\n${'0'.repeat(10_000)}`,
      'A chunk begins with an endless line',
    ],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 3\r\n\r\nno', 'Several Content-Length: 2, 3'],
    [
      'a length and chunks',
      'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n',
      'Content-Length together',
    ],
    ['a length that is none', 'Content-Length: -2\r\n\r\n', 'Content-Length: -2'],
    ['a folded header', 'X-Folded: a\r\n b\r\nContent-Length: 2\r\n\r\nno', 'The header x-folded is folded'],
    ['a line that is no header', 'no header\r\nContent-Length: 2\r\n\r\nno', 'Not a header: no header'],
    ['bytes after the body', 'Content-Length: 2\r\n\r\nno room', '5 bytes after the end of the body'],
  ])('and sends %s', async (_name, rest, fault) => {
    const url = await serveBytes(`${HEAD}${rest}`, (socket) => socket.end());
    const report = await inspect(url, GET);
    const finding = report.findings.find(({ id }) => id === 'framing.invalid');
    expect(finding?.evidence[0]?.text).toContain(fault);
  });

  test('and compresses a bomb', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const head = `${HEAD}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    const url = await serveBytes(Buffer.concat([Buffer.from(head), bomb]));
    const { findings: found, exchanges } = await inspect(url, GET);
    expect(found.map(({ id }) => id)).toContain('body.too-long');
    for (const { answer } of exchanges) expect(answer?.body.text.length ?? 0).toBeLessThanOrEqual(65_536);
  });

  test('and sends content after HEAD', async () => {
    const url = await serveBytes(`${HEAD}Content-Length: 2\r\n\r\nno`);
    expect(await findings(url, { ...GET, methods: ['HEAD'] })).toEqual(['body.head']);
  });

  test('and speaks HTTP/2 that never gets on', async () => {
    const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const url = await serveRaw((socket) => {
      socket.once('data', (bytes) => {
        const isHttp2 = bytes.toString('latin1').startsWith('PRI');
        socket.write(isHttp2 ? settings : `${HEAD}Content-Length: 2\r\n\r\nno`);
      });
    });
    const { exchanges } = await inspect(url, IMPATIENT);
    const http2 = exchanges.find(({ request }) => request.protocol === 'HTTP/2');
    expect(http2?.failure?.kind).toBe('timeout');
  });
});

test('a server that closes an HTTP/2 session at once gives a finding', { timeout: 30_000 }, async () => {
  const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
  const goaway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11];
  const url = await serveRaw((socket) => {
    socket.once('data', (bytes) => {
      if (bytes.toString('latin1').startsWith('PRI')) socket.end(Buffer.from([...settings, ...goaway]));
      else socket.write(`${HEAD}Content-Length: 2\r\n\r\nno`);
    });
  });
  const { exchanges } = await inspect(url, GET);
  const http2 = exchanges.find(({ request }) => request.protocol === 'HTTP/2');
  expect(['closed', 'not-offered']).toContain(http2?.failure?.kind);
});

test('requests that were not made because the time was up are listed', { timeout: 30_000 }, async () => {
  const head = `${HEAD}Content-Length: 2\r\n\r\nno`;
  const url = await serveRaw((socket) => {
    socket.once('data', () => setTimeout(() => socket.write(head), 450));
  });
  const { unasked } = await inspect(url, { ...IMPATIENT, methods: ['GET', 'HEAD'] });
  expect(unasked).not.toEqual([]);
});
