import { strict as assert } from 'node:assert';
import net from 'node:net';

import { curlUpload } from '../clients/curl.ts';
import { sendRaw } from '../clients/send-raw.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { UPLOAD_SIZE } from '../expect-delivered.ts';
import { lazily } from '../lazily.ts';
import { REFUSED } from '../refused.ts';
import { withServer } from '../with-server.ts';

/** Clients that wait for `100 Continue` before they send a body. */
export const expectContinueCases: readonly ConformanceCase[] = [
  {
    id: 'delivery.expect-continue',
    must: 'MUST refuse a client that waits for 100 Continue before it sends any of its body',
    check: (subject) =>
      withServer(lazily(subject), REFUSED, async ({ port }) => {
        const answer = await sendRaw(
          port,
          `PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${UPLOAD_SIZE}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
          /\}$/,
        );
        assert.match(answer, /^HTTP\/1\.1 507 /);
      }),
  },
  {
    id: 'delivery.expect-continue.curl',
    must: 'MUST refuse curl before it sends any of its body (size_upload 0)',
    needs: 'curl',
    check: (subject) =>
      withServer(lazily(subject), REFUSED, async ({ origin }) => {
        const answer = await curlUpload(
          origin,
          UPLOAD_SIZE,
          '--header',
          'Expect: 100-continue',
          '--expect100-timeout',
          '30',
        );
        assert.equal(answer.status, 507);
        assert.equal(answer.uploaded, 0);
      }),
  },
  {
    id: 'delivery.expect-continue.accepted',
    must: 'MUST send 100 Continue once the body is read',
    check: (subject) =>
      withServer(
        lazily(subject),
        {
          async route({ incoming, outgoing }) {
            let bytes = 0;
            for await (const chunk of incoming) bytes += chunk.length;
            outgoing.end(`read ${bytes}`);
          },
        },
        async ({ port }) => {
          const answer = await sendAfterContinue(port);
          assert.equal(answer.match(/HTTP\/1\.1 100 Continue\r\n\r\n/g)?.length, 1, answer);
          assert.match(answer, /read 5$/);
        },
      ),
  },
];

function sendAfterContinue(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = net.connect(port, '127.0.0.1', () => {
      socket.write(
        'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n',
      );
    });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      if (received === '') socket.write('12345');
      received += text;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(received));
  });
}
