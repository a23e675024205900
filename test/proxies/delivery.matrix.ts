import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { ServiceName } from '../../examples/store/test/service.ts';
import { curlUpload } from '../../packages/conformance/src/clients/curl.ts';
import { sendRaw } from '../../packages/conformance/src/clients/send-raw.ts';
import { UPLOADERS, type Uploader } from '../../packages/conformance/src/clients/uploaders.ts';
import { type Backend, startBackend, UPLOAD } from './backend.ts';
import { findingsOf } from './findings-of.ts';
import { MODES, type Mode } from './modes.ts';
import { byStatus, repeat } from './repeat.ts';
import { skipReason } from './skip-reason.ts';
import { startProxy } from './start-proxy.ts';

const TIMES = 20;
const FEW = 5;

/** Far more than the 16 MiB that a service drains of a refused upload. */
const LONG = 60_000_000;

/** Well below that. */
const SHORT = 10_000_000;

const CLIENTS: Record<string, Uploader> = {
  fetch: UPLOADERS['fetch with a buffer'] as Uploader,
  'http.request': UPLOADERS['http.request'] as Uploader,
  curl: (url, size) => curlUpload(url, size, '--header', 'Expect:'),
};
const CHUNKED = UPLOADERS['fetch with a stream'] as Uploader;

/** The figures for the table in docs/delivery.md: counts of statuses, or bytes, by proxy, service and upload. */
const measured: Record<string, Record<string, string>> = {};
afterAll(() => console.table(measured));

for (const mode of MODES) {
  for (const service of ['express', 'fastify'] as const) {
    const skip = skipReason(mode.kind);
    const title = `${mode.kind.name} ${mode.as}, in front of ${service}${skip ? ` (skipped: ${skip})` : ''}`;
    describe.skipIf(skip)(title, () => describeDelivery(mode, service));
  }
}

function describeDelivery(
  { kind, as, configuration, lost, findings, continues }: Mode,
  service: ServiceName,
): void {
  let backend: Backend;
  let origin: string;

  beforeAll(async () => {
    const cleanUps: (() => Promise<void>)[] = [];
    const atEnd = (cleanUp: () => Promise<void>): void => {
      cleanUps.unshift(cleanUp);
    };
    backend = await startBackend(service, atEnd);
    origin = await startProxy(kind, configuration, backend.url, atEnd);
    return async () => {
      for (const cleanUp of cleanUps) await cleanUp();
    };
  });

  const note = (what: string, result: string): void => {
    const row = `${kind.name} ${as}, ${service}`;
    const before = measured[row]?.[what];
    measured[row] = { ...measured[row], [what]: before ? `${before}, ${result}` : result };
  };

  test(`http507 doctor finds ${findings.length > 0 ? findings.join(', ') : 'nothing'}`, async () => {
    expect(await findingsOf(configuration)).toEqual(findings);
  });

  test.each(Object.entries(CLIENTS))(
    'a refused upload gets its complete 507 and reaches the service once: %s',
    async (client, upload) => {
      const path = `/files/refused-${client}`;
      const answers = await repeat(TIMES, `${origin}${path}`, upload, lost?.refused ? SHORT : UPLOAD);
      if (!lost?.refused) note('20 MB refused', show(byStatus(answers)));
      expect(answers).toEqual({ [backend.answer]: TIMES });
      expect(await backend.count(`PUT ${path}`)).toBe(TIMES);
      // The refused uploads have not taken the service out of rotation.
      expect((await fetch(`${origin}/files/small`, { method: 'PUT', body: 'x' })).status).toBe(201);
    },
  );

  test(`a refused upload that is longer than the service reads ${lost?.refused ? 'loses' : 'gets'} its 507`, async () => {
    // Concurrently, because a lost answer takes 2 s.
    await Promise.all(
      Object.entries(CLIENTS).map(async ([client, upload]) => {
        const url = `${origin}/files/long-${client}`;
        if (lost?.refused) {
          // The number depends on the buffers of the connections in between.
          const near = byStatus(await repeat(FEW, url, upload, UPLOAD));
          note('20 MB refused', show(near));
        }
        const far = byStatus(await repeat(FEW, url, upload, LONG));
        note('60 MB refused', show(far));
        expect(far['507'] ?? 0).toBe(lost?.refused ? 0 : FEW);
      }),
    );
  });

  test('an upload that runs out of room midway gets its 507 and leaves nothing', async () => {
    const answers = await repeat(TIMES, `${origin}/files/midway`, CHUNKED, UPLOAD);
    note('20 MB, room for 8', show(byStatus(answers)));
    expect(byStatus(answers)).toEqual({ 507: TIMES });
    for (const answer of Object.keys(answers)) expect(answer).toContain('"error":"insufficient_storage"');
    expect(await backend.count('PUT /files/midway')).toBe(TIMES);
    expect((await fetch(`${origin}/files/midway`)).status).toBe(404);
  });

  test(`an upload that runs out of room long before its end ${lost?.midway ? 'loses' : 'gets'} its 507`, async () => {
    const answers = byStatus(await repeat(FEW, `${origin}/files/midway-long`, CHUNKED, LONG));
    note('60 MB, room for 8', show(answers));
    expect(answers['507'] ?? 0).toBe(lost?.midway ? 0 : FEW);
  });

  test(`Expect: 100-continue is answered by ${continues}`, async () => {
    const first = await sendRaw(
      Number(new URL(origin).port),
      `PUT /files/expect HTTP/1.1\r\nHost: a\r\nContent-Length: ${UPLOAD}\r\nExpect: 100-continue\r\n\r\n`,
      /\r\n\r\n/,
    );
    expect(first).toMatch(continues === 'the service' ? /^HTTP\/1\.1 507 / : /^HTTP\/1\.1 100 /);
    const sent: number[] = [];
    for (let count = 0; count < TIMES; count += 1) {
      const { status, uploaded } = await curlUpload(
        `${origin}/files/expect`,
        SHORT,
        ...['--header', 'Expect: 100-continue', '--expect100-timeout', '30'],
      );
      expect(status).toBe(507);
      sent.push(uploaded);
    }
    note('sent of 10 MB with Expect', `${Math.min(...sent)} to ${Math.max(...sent)}`);
    if (continues === 'the service') expect(Math.max(...sent)).toBe(0);
  });

  test('a 507 is not cached', async () => {
    for (const _ of [1, 2]) expect((await fetch(`${origin}/status/507`)).status).toBe(507);
    expect(await backend.count('GET /status/507')).toBe(2);
  });

  test('an upload of 20 MB that fits arrives complete', async () => {
    const content = randomBytes(UPLOAD);
    // It replaces a file of the same length.
    const { status } = await fetch(`${origin}/files/rest`, { method: 'PUT', body: content });
    expect(status).toBe(201);
    const stored = Buffer.from(await (await fetch(`${backend.url}/files/rest`)).arrayBuffer());
    expect(stored.equals(content)).toBe(true);
  });
}

/** Returns the counts of statuses as text, such as `20 × 507`. */
function show(answers: Record<string, number>): string {
  return Object.entries(answers)
    .map(([status, times]) => `${times} × ${status}`)
    .join(', ');
}
