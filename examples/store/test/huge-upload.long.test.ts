import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';

import { hasNginx, startNginx } from '../../../packages/conformance/src/nginx.ts';
import { SERVICES, type Service, startService } from './service.ts';
import { openUpload, put } from './upload.ts';

const GB = 1_000_000_000;
const CHUNK = Buffer.alloc(100_000);
/** The bytes of a refused upload that are drained (16 MiB), plus the buffers of two sockets. */
const MAX_SENT = 40_000_000;
const MAX_GROWTH = 20_000_000;

const noProc = process.platform === 'linux' ? undefined : 'no /proc outside of Linux';

/** Returns the current or peak memory of a service. */
async function residentBytes({ process: { pid } }: Service, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

/** Returns by how much the peak memory of a service has grown since a small upload. */
async function growthDuring(service: Service, act: () => Promise<void>): Promise<number> {
  await put(`${service.url}/files/small`, 'small');
  const before = await residentBytes(service, 'VmRSS');
  await act();
  return (await residentBytes(service, 'VmHWM')) - before;
}

/** Sends 1 GB as fast as the service accepts it until an answer arrives. Returns the answer and the bytes sent. */
async function sendHuge(url: string): Promise<{ status: number | undefined; body: unknown; sent: number }> {
  const request = openUpload(`${url}/files/huge`, { 'content-length': GB });
  const [socket] = (await once(request, 'socket')) as [Socket];
  let answered = false;
  const response = once(request, 'response').then(([message]: IncomingMessage[]) => {
    answered = true;
    return message as IncomingMessage;
  });
  for (let sent = 0; sent < GB && !answered; sent += CHUNK.byteLength) {
    if (!request.write(CHUNK)) await Promise.race([once(request, 'drain'), response]);
  }
  const message = await response;
  const body = await json(message);
  const sent = socket.bytesWritten;
  request.destroy();
  return { status: message.statusCode, body, sent };
}

describe.each(SERVICES)('the %s service', (name) => {
  test.skipIf(noProc)(
    `refuses 1 GB without taking memory for it${noProc ? ` (skipped: ${noProc})` : ''}`,
    async () => {
      const service = await startService(name);
      const growth = await growthDuring(service, async () => {
        const { status, body, sent } = await sendHuge(service.url);
        expect([status, body]).toEqual([507, expect.objectContaining({ reason: 'capacity' })]);
        expect(sent).toBeLessThan(MAX_SENT);
      });
      expect(growth).toBeLessThan(MAX_GROWTH);
    },
  );

  const missing = noProc ?? (hasNginx ? undefined : 'nginx is not installed');
  test.skipIf(missing)(
    `behind a default nginx as well${missing ? ` (skipped: ${missing})` : ''}`,
    async () => {
      const service = await startService(name);
      const nginx = await startNginx(Number(new URL(service.url).port));
      onTestFinished(() => nginx.close());
      const growth = await growthDuring(service, async () => {
        // nginx buffers all of it before it forwards the request.
        const { status, body } = await sendHuge(nginx.origin);
        expect([status, body]).toEqual([507, expect.objectContaining({ reason: 'capacity' })]);
      });
      expect(growth).toBeLessThan(MAX_GROWTH);
    },
    200_000,
  );
});
