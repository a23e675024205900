import { hasSubscribers } from 'node:diagnostics_channel';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';

import { FRAMEWORKS, type ServiceId } from '../src/protocol.ts';
import { type Heard, listenToEvents } from './listen-to-events.ts';
import { type Playground, startPlayground } from './start-playground.ts';
import { statusOf } from './status-of.ts';

const WITHOUT = FRAMEWORKS.map((name): ServiceId => `${name}-without`);
const IDS = FRAMEWORKS.flatMap((name): ServiceId[] => [`${name}-with`, `${name}-without`]);

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground();
}, 60_000);
afterAll(() => playground?.stop());

describe.each(IDS)('%s', (id) => {
  test('refuses a name that resolves to this machine', async () => {
    const origin = playground.services[id];
    const { port } = new URL(origin);
    for (const host of ['rebound.example', `rebound.example:${port}`, '127.0.0.1', `127.0.0.1:${port}0`]) {
      for (const [method, path] of [
        ['GET', '/files'],
        ['PUT', '/files/a.bin'],
        ['OPTIONS', '/files/a.bin'],
        ['POST', '/simulate/enospc'],
      ] as const) {
        const headers = { Host: host, Origin: `http://${host}` };
        expect(await statusOf(method, `${origin}${path}`, headers), `${method} ${host}`).toBe(403);
      }
    }
    const waiting = { Host: 'rebound.example', Expect: '100-continue', 'Content-Length': '5' };
    expect(await statusOf('PUT', `${origin}/files/a.bin`, waiting)).toBe(403);
  });

  test('answers to the addresses of this machine', async () => {
    const origin = playground.services[id];
    const { port } = new URL(origin);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
      expect(
        await statusOf('POST', `${origin}/simulate/enospc`, { Host: host }),
        host,
      ).toBeGreaterThanOrEqual(500);
    }
  });

  test('tells how many bytes of each request it had read', async () => {
    const heard = await listen();
    const socket = connect(Number(new URL(playground.services[id]).port), '127.0.0.1').resume();
    onTestFinished(() => void socket.destroy());
    const lengths: Record<string, number> = {};
    // On one connection, one after the other.
    for (const [index, bodyBytes] of [10, 30_000].entries()) {
      const requestId = `counted-${id}-${index}`;
      const text = uploadOf(playground.services[id], requestId, bodyBytes);
      lengths[requestId] = text.length;
      socket.write(text);
      await vi.waitUntil(() => receivedOf(heard, requestId) !== undefined, { timeout: 10_000 });
    }
    for (const [requestId, length] of Object.entries(lengths))
      expect(receivedOf(heard, requestId)).toBe(length);
  });
});

test.each(WITHOUT)('Make room empties the volume of %s, whatever the files are called', async (id) => {
  const heard = await listen();
  const stored = (): number =>
    heard.states.at(-1)?.services.find((service) => service.id === id)?.volume.storedBytes ?? 0;
  const url = `${playground.services[id]}/files/.big`;
  const response = await fetch(url, { method: 'PUT', body: new Uint8Array(5_000_000) });
  expect(response.ok).toBe(true);
  await vi.waitUntil(() => stored() >= 5_000_000, { timeout: 10_000 });
  expect((await playground.post('/api/make-room')).status).toBe(204);
  await vi.waitUntil(() => stored() < 1_000_000, { timeout: 10_000 });
});

test('without a gateway, a service listens to no events of its guard', async () => {
  await import('../src/services/connect-to-gateway.ts');
  expect(hasSubscribers('http507:volume')).toBe(false);
});

async function listen(): Promise<Heard> {
  const heard = await listenToEvents(playground.page);
  onTestFinished(heard.stop);
  await vi.waitUntil(() => heard.states.length > 0, { timeout: 10_000 });
  return heard;
}

function uploadOf(origin: string, requestId: string, bodyBytes: number): string {
  const head = [
    `PUT /files/${requestId} HTTP/1.1`,
    `Host: ${new URL(origin).host}`,
    'X-Account: guest',
    `X-Request-Id: ${requestId}`,
    'Content-Type: application/octet-stream',
    `Content-Length: ${bodyBytes}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${'0'.repeat(bodyBytes)}`;
}

/** Returns how many bytes the service had read when it answered. */
function receivedOf(heard: Heard, requestId: string): number | undefined {
  for (const report of heard.reports)
    if (report.type === 'answer' && report.answer.requestId === requestId) return report.answer.receivedBytes;
  return undefined;
}
