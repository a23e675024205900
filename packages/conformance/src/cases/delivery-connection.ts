import { strict as assert } from 'node:assert';
import net from 'node:net';

import { sendRaw } from '../clients/send-raw.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { UPLOAD_SIZE, UPLOADS } from '../expect-delivered.ts';
import { REFUSED } from '../refused.ts';
import { withServer } from '../with-server.ts';

/** The connection of a refused upload. */
export const deliveryConnectionCases: readonly ConformanceCase[] = [
  {
    id: 'delivery.small-rest',
    must: 'MUST keep the connection usable after it refuses a small body',
    check: (subject) =>
      withServer(subject, REFUSED, async ({ port }) => {
        const body = 'x'.repeat(10_000);
        const upload = `PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
        const answers = await sendRaw(
          port,
          `${upload}GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        );
        assert.equal(answers.match(/HTTP\/1\.1 507 /g)?.length, 2, answers);
      }),
  },
  {
    id: 'delivery.connection-close',
    must: 'MUST deliver the 507 to a client that sends Connection: close or HTTP/1.0',
    check: (subject) =>
      withServer(subject, REFUSED, async ({ port }) => {
        const body = Buffer.alloc(UPLOAD_SIZE / 4);
        for (const start of ['PUT / HTTP/1.1\r\nHost: a\r\nConnection: close', 'PUT / HTTP/1.0']) {
          for (let count = 0; count < UPLOADS; count += 1) {
            const head = Buffer.from(`${start}\r\nContent-Length: ${body.length}\r\n\r\n`);
            assert.match(await sendRaw(port, Buffer.concat([head, body])), /^HTTP\/1\.1 507 /);
          }
        }
      }),
  },
  {
    id: 'delivery.gone-client',
    must: 'MUST survive a client that disconnects during its upload, and serve the next client',
    check: (subject) =>
      withServer(subject, REFUSED, async ({ port, origin }) => {
        for (let count = 0; count < UPLOADS; count += 1) {
          await new Promise<void>((resolve) => {
            const socket = net.connect(port, '127.0.0.1', () => {
              socket.write(`PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${UPLOAD_SIZE}\r\n\r\nsome`, () =>
                socket.resetAndDestroy(),
              );
            });
            socket.once('close', () => resolve());
          });
        }
        assert.equal((await fetch(origin)).status, 507);
      }),
  },
];
