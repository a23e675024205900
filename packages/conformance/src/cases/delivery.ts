import { strict as assert } from 'node:assert';
import { createWriteStream } from 'node:fs';
import net from 'node:net';
import { pipeline } from 'node:stream/promises';

import { StorageExhaustedError } from '@http507/core';
import { lazyContinue } from '@http507/node';

import { curlUpload } from '../clients/curl.ts';
import { sendRaw } from '../clients/send-raw.ts';
import { UPLOADERS, type Uploader } from '../clients/uploaders.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { type ReverseProxy, startHttp10Proxy } from '../http10-proxy.ts';
import { startNginx } from '../nginx.ts';
import type { Scenario, Subject } from '../subject.ts';
import { withServer } from '../with-server.ts';

const SIZE = 20_000_000;
const TIMES = 20;

const refused: Scenario = {
  route() {
    throw new StorageExhaustedError();
  },
};

/** The upload is refused before its body has been read, or in the middle of it. */
export const deliveryCases: readonly ConformanceCase[] = [
  ...Object.entries(UPLOADERS).map(([name, upload]) => ({
    id: `delivery.refused.${name.replaceAll(' ', '-')}`,
    must: `MUST get the 507 to 20 of 20 uploads of 20 MB by ${name}`,
    check: (subject: Subject) => expectDelivered(subject, refused, upload),
  })),
  {
    id: 'delivery.refused.curl',
    must: 'MUST get the 507 to 20 of 20 uploads of 20 MB by curl',
    needs: 'curl',
    check: (subject) =>
      expectDelivered(subject, refused, (url, size) => curlUpload(url, size, '--header', 'Expect:')),
  },
  {
    id: 'delivery.http10-proxy',
    must: 'MUST get the 507 to 20 of 20 uploads of 20 MB through a proxy that speaks HTTP/1.0 and closes its side',
    check: (subject) => expectDeliveredThrough(subject, startHttp10Proxy),
  },
  {
    id: 'delivery.nginx',
    must: 'MUST get the 507 to 20 of 20 uploads of 20 MB through a default nginx',
    needs: 'nginx',
    check: (subject) => expectDeliveredThrough(subject, startNginx),
  },
  {
    id: 'delivery.midway.pipeline',
    must: 'MUST get the 507 to a client in the middle of an upload that goes through pipeline',
    needs: '/dev/full',
    check: (subject) =>
      expectDelivered(subject, {
        route: ({ incoming }) => pipeline(incoming, createWriteStream('/dev/full')),
      }),
  },
  {
    id: 'delivery.midway.for-await',
    must: 'MUST get the 507 to a client in the middle of an upload that goes through for await',
    check: (subject) =>
      expectDelivered(subject, {
        async route({ incoming }) {
          let bytes = 0;
          for await (const chunk of incoming) {
            bytes += chunk.length;
            if (bytes > SIZE / 4) throw new StorageExhaustedError();
          }
        },
      }),
  },
  {
    id: 'delivery.midway.pipe',
    must: 'MUST get the 507 to a client in the middle of an upload that goes through pipe',
    needs: '/dev/full',
    check: (subject) =>
      expectDelivered(subject, {
        route: ({ incoming }) =>
          new Promise((_, reject) => {
            incoming.pipe(createWriteStream('/dev/full')).once('error', reject);
          }),
      }),
  },
  {
    id: 'delivery.midway.data',
    must: 'MUST get the 507 to a client in the middle of an upload that is read by data events',
    check: (subject) =>
      expectDelivered(subject, {
        route: ({ incoming }) =>
          new Promise((_, reject) => {
            incoming.on('data', () => reject(new StorageExhaustedError()));
          }),
      }),
  },
  {
    id: 'delivery.expect-continue',
    must: 'MUST cost a client that waits for 100 Continue not one byte of its upload',
    check: (subject) =>
      withServer(lazily(subject), refused, async ({ port }) => {
        const answer = await sendRaw(
          port,
          `PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${SIZE}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`,
          /\}$/,
        );
        assert.match(answer, /^HTTP\/1\.1 507 /);
      }),
  },
  {
    id: 'delivery.expect-continue.curl',
    must: 'MUST let curl know before it sends a byte (size_upload 0)',
    needs: 'curl',
    check: (subject) =>
      withServer(lazily(subject), refused, async ({ origin }) => {
        const answer = await curlUpload(
          origin,
          SIZE,
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
  {
    id: 'delivery.small-rest',
    must: 'MUST leave the connection usable after a refused body that is small',
    check: (subject) =>
      withServer(subject, refused, async ({ port }) => {
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
    must: 'MUST get the 507 to a client that asks for Connection: close or speaks HTTP/1.0',
    check: (subject) =>
      withServer(subject, refused, async ({ port }) => {
        const body = Buffer.alloc(SIZE / 4);
        for (const start of ['PUT / HTTP/1.1\r\nHost: a\r\nConnection: close', 'PUT / HTTP/1.0']) {
          for (let count = 0; count < TIMES; count += 1) {
            const head = Buffer.from(`${start}\r\nContent-Length: ${body.length}\r\n\r\n`);
            assert.match(await sendRaw(port, Buffer.concat([head, body])), /^HTTP\/1\.1 507 /);
          }
        }
      }),
  },
  {
    id: 'delivery.gone-client',
    must: 'MUST survive a client that goes away in the middle of its upload, and serve the next',
    check: (subject) =>
      withServer(subject, refused, async ({ port, origin }) => {
        for (let count = 0; count < TIMES; count += 1) {
          await new Promise<void>((resolve) => {
            const socket = net.connect(port, '127.0.0.1', () => {
              socket.write(`PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: ${SIZE}\r\n\r\nsome`, () =>
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

async function expectDelivered(
  subject: Subject,
  scenario: Scenario,
  upload: Uploader = UPLOADERS['http.request'] as Uploader,
): Promise<void> {
  await withServer(subject, scenario, ({ origin }) => expectAll507(origin, upload));
}

async function expectDeliveredThrough(
  subject: Subject,
  startProxy: (target: number) => Promise<ReverseProxy>,
): Promise<void> {
  await withServer(subject, refused, async ({ port }) => {
    const proxy = await startProxy(port);
    try {
      await expectAll507(proxy.origin, UPLOADERS['fetch with a buffer'] as Uploader);
    } finally {
      await proxy.close();
    }
  });
}

async function expectAll507(origin: string, upload: Uploader): Promise<void> {
  const outcomes: Record<string, number> = {};
  for (let count = 0; count < TIMES; count += 1) {
    const outcome = await upload(`${origin}/files/big`, SIZE).then(
      ({ status, body }) => `${status} ${JSON.parse(body).error}`,
      (error) => String(error.cause ?? error),
    );
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  }
  assert.deepEqual(outcomes, { '507 insufficient_storage': TIMES });
}

function lazily(subject: Subject): Subject {
  return {
    ...subject,
    async createServer(scenario) {
      const server = await subject.createServer(scenario);
      lazyContinue(server);
      return server;
    },
  };
}

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
