import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';

import { FRAMEWORKS, type OperatorReport, type ServiceId, type TimedExchange } from '../src/protocol.ts';
import { childrenOf } from './children-of.ts';
import { noNginx } from './find-nginx.ts';
import { listenToEvents } from './listen-to-events.ts';
import { type Playground, START, startPlayground } from './start-playground.ts';
import { statusOf } from './status-of.ts';

const IDS = FRAMEWORKS.flatMap((name): ServiceId[] => [`${name}-with`, `${name}-without`]);
/** An upload that fits into no volume. */
const ORDER = {
  path: '/files/a.bin',
  bodyBytes: 20_000_000,
  requestId: 'sent-by-gateway',
  account: 'guest',
};
/** The headers of a request for a link in a page of another site. */
const LINK = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
const WITH = IDS.filter((id) => id.endsWith('-with'));

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
}, 60_000);
afterAll(() => playground?.stop());

describe('the gateway', () => {
  test('listens on the loopback interface only', () => {
    const port = Number(new URL(playground.page).port);
    expect(localAddresses(port)).toEqual(['0100007F']);
  });

  test.each([
    ['GET', '/', { Host: 'rebound.example' }],
    ['GET', '/api/events', { Host: 'rebound.example:5070' }],
    ['POST', '/api/fill', { Host: 'rebound.example', Origin: 'http://rebound.example' }],
    ['GET', '/api/events', { Origin: 'http://other.example' }],
    ['GET', '/api/lab', { 'Sec-Fetch-Site': 'cross-site' }],
    ['GET', '/api/events', LINK],
    ['GET', '/api/lab', LINK],
    ['GET', '/%61pi/lab', LINK],
    ['GET', '/', { ...LINK, 'Sec-Fetch-Dest': 'iframe' }],
    ['GET', '/', { ...LINK, 'Sec-Fetch-Dest': 'object' }],
    ['POST', '/api/fill', {}],
    ['POST', '/api/fill', { Origin: 'null' }],
    ['POST', '/api/make-room', { Origin: 'http://127.0.0.1:1' }],
    ['DELETE', '/api/events', {}],
  ])('refuses %s %s with %j', async (method, path, headers) => {
    const url = `${playground.page}${path}`;
    expect(await statusOf(method, url, headers as Record<string, string>)).toBe(403);
  });

  test('serves the page to its own origins, and to links of other pages', async () => {
    const { page } = playground;
    expect(await statusOf('GET', page, {})).toBe(200);
    expect(await statusOf('GET', page, { Host: `localhost:${new URL(page).port}` })).toBe(200);
    expect(await statusOf('GET', page, LINK)).toBe(200);
    const own = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' };
    expect(await statusOf('GET', `${page}/api/events`, own)).toBe(200);
  });

  test('permits the page to load and to ask nothing but itself and the services', async () => {
    const response = await fetch(playground.page);
    const policy = response.headers.get('content-security-policy') ?? '';
    const directives = Object.fromEntries(policy.split(';').map((part) => part.split(/ (.*)/)));
    expect(directives).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'img-src': "'self'",
      'connect-src': `'self' ${IDS.map((id) => playground.services[id]).join(' ')}`,
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(await response.text()).not.toMatch(/<script(?! type="module" crossorigin src="\/)|style=|https?:/);
  });

  test.each([
    ['/api/send', { service: 'express-with', path: '/../etc' }],
    ['/api/send', { path: '/files/.accounts' }],
    ['/api/send', { service: 'other' }],
    ['/api/send', { bodyBytes: 1e12 }],
    ['/api/send', { account: 'A\r\nX-Evil: 1' }],
    ['/api/send', { requestId: 'a\r\nX-Evil: 1' }],
    ['/api/accident', { accident: 'reboot' }],
  ])('refuses %s with %j', async (path, change) => {
    const order = {
      service: 'express-with',
      path: '/files/a.bin',
      bodyBytes: 1,
      requestId: 'a',
      account: 'guest',
      ...(path === '/api/send' ? { manner: 'http1.0' } : { accident: 'fill' }),
      ...change,
    };
    const response = await playground.post(path, order);
    expect(response.status).toBe(400);
  });

  test.each([
    'http://files.example/',
    'http://169.254.169.254/latest/meta-data',
    'http://localhost.example/',
    'http://127.0.0.1.example/',
    'file:///etc/passwd',
    'not an address',
  ])('inspects nothing at %s', async (url) => {
    const reply = await (await playground.post('/api/inspect', { url })).json();
    expect(reply).toEqual({
      error: expect.stringMatching(/^Requests go only to this machine/),
      findings: [],
      exchanges: [],
    });
  });

  test('inspects a service with the rules of http507 inspect', async () => {
    const url = `${playground.services['express-with']}/status/507`;
    const reply = (await (await playground.post('/api/inspect', { url })).json()) as {
      error?: string;
      exchanges: unknown[];
      findings: { id: string }[];
    };
    expect(reply.error).toBeUndefined();
    expect(reply.exchanges.length).toBeGreaterThan(5);
    expect(reply.findings.map(({ id }) => id)).not.toContain('status.not-507');
  });
});

describe('each service with http507', () => {
  test.each(['expects-continue', 'http1.0'] as const)('answers 507 to an upload that %s', async (manner) => {
    for (const service of WITH) {
      const { exchange } = await send(service, { manner });
      expect(exchange.answer?.status, service).toBe(507);
      if (manner === 'expects-continue') expect(exchange.answer?.sentBytes, service).toBe(0);
    }
  });

  test.skipIf(noNginx)(`answers 507 behind nginx (${noNginx ?? 'which is installed'})`, async () => {
    for (const service of WITH) {
      const { exchange } = await send(service, { manner: 'nginx' });
      expect(exchange.answer?.status, service).toBe(507);
      expect(exchange.answer?.headers, service).toContainEqual(['server', expect.stringMatching(/^nginx/)]);
    }
  });
});

describe('events', () => {
  test('the state shows a volume of 10 MB for each service', async () => {
    const heard = await listenToEvents(playground.page);
    onTestFinished(heard.stop);
    await vi.waitUntil(() => heard.states.length > 0, { timeout: 10_000 });
    const [state] = heard.states;
    expect(state?.services.map(({ id }) => id)).toEqual(IDS);
    for (const { volume } of state?.services ?? []) {
      expect(volume.totalBytes).toBeGreaterThanOrEqual(10_000_000);
      expect(volume.totalBytes).toBeLessThan(10_010_000);
    }
  });

  test('the operator gets a log record and an event of each 507, the client neither', async () => {
    const heard = await listenToEvents(playground.page);
    onTestFinished(heard.stop);
    const url = `${playground.services['koa-with']}/status/507`;
    const response = await fetch(url, { headers: { 'X-Request-Id': 'seen-by-both' } });
    const body = await response.text();
    const find = (matches: (report: OperatorReport) => boolean): Promise<OperatorReport> =>
      vi.waitUntil(() => heard.reports.find(matches), { timeout: 10_000 });
    const event = await find((each) => each.type === 'event' && each.requestId === 'seen-by-both');
    expect(event).toMatchObject({ service: 'koa-with', channel: 'http507:exhausted' });
    expect(event).toHaveProperty('text', expect.stringContaining('    at '));
    const log = await find((each) => each.type === 'log' && each.text.includes('seen-by-both'));
    expect(log).toHaveProperty('service', 'koa-with');
    expect(body).toContain('seen-by-both');
    expect(body).not.toContain('    at ');
  });
});

test('without volumes of its own, guards limit the folders and the others write to the full device', async () => {
  const { page, stop, post } = await startPlayground({ PATH: '/nowhere' });
  onTestFinished(stop);
  const heard = await listenToEvents(page);
  onTestFinished(heard.stop);
  await vi.waitUntil(() => heard.states.length > 0, { timeout: 10_000 });
  const kinds = heard.states[0]?.services.map(({ id, volume }) => [id, volume.kind]);
  expect(kinds).toEqual(IDS.map((id) => [id, id.endsWith('-with') ? 'limit' : 'full-device']));
  // No other program can take their room.
  const accident = await post('/api/accident', { ...ORDER, service: 'koa-with', accident: 'fill' });
  expect(accident.status).toBe(409);
  expect(await accident.json()).toEqual({ error: expect.stringMatching(/volume of its own/) });
  expect((await post('/api/fill')).status).toBe(204);
  await vi.waitUntil(
    () =>
      heard.states
        .at(-1)
        ?.services.every(
          ({ volume }) => volume.totalBytes - volume.storedBytes < 2 || volume.kind !== 'limit',
        ),
    { timeout: 10_000 },
  );
});

/** Returns the local addresses of listening sockets at a port, in hexadecimal as the kernel lists them. */
function localAddresses(port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const listening = new RegExp(`^ *\\d+: ([0-9A-F]+):${hex} 0+:0000 0A `, 'gm');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(listening)].map(([, address = '']) => address),
  );
}

test('the services end with the gateway, even if it is killed while they start', async () => {
  const child = spawn(process.execPath, [START], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGTERM'));
  const services = await vi.waitUntil(
    () => {
      // Only main.js has these children. Before it is there, others of start.js may be.
      for (const main of childrenOf(child.pid)) {
        const found = childrenOf(main, 'services/');
        if (found.length === 8) return { main, pids: found };
      }
      return undefined;
    },
    { timeout: 30_000 },
  );
  process.kill(Number(services.main), 'SIGKILL');
  // They load for a while before they can notice.
  await vi.waitUntil(() => !services.pids.some((pid) => existsSync(`/proc/${pid}`)), { timeout: 30_000 });
});

/** The user nobody of Debian. */
const NOBODY = 65_534;

const notRoot = process.getuid?.() === 0 ? undefined : 'these tests must run as root';
test.skipIf(notRoot)(
  `a user without rights gets the same answers, also behind nginx (${notRoot ?? 'started as nobody'})`,
  async () => {
    const other = await startPlayground({ HOME: tmpdir() }, NOBODY);
    onTestFinished(other.stop);
    for (const manner of noNginx ? ['http1.0'] : ['http1.0', 'nginx']) {
      const order = { ...ORDER, service: 'koa-with', manner };
      const { exchange } = (await (await other.post('/api/send', order)).json()) as TimedExchange;
      expect(exchange.answer?.status, manner).toBe(507);
    }
  },
);

async function send(
  service: ServiceId,
  { manner }: { manner: 'expects-continue' | 'http1.0' | 'nginx' },
): Promise<TimedExchange> {
  const response = await playground.post('/api/send', { ...ORDER, service, manner });
  return (await response.json()) as TimedExchange;
}
