import { createWriteStream } from 'node:fs';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { test } from 'vitest';
import { sendRaw } from '../packages/conformance/src/clients/send-raw.ts';
import { withServer } from '../packages/conformance/src/with-server.ts';
import { express, PEERS } from './comparison-peers.ts';
test('x', async () => {
  console.error = () => {};
  const out: string[] = [];
  for (const [name, peer] of Object.entries(PEERS)) {
    for (const mode of ['midway', 'refused']) {
      const application = express();
      application.use((incoming: http.IncomingMessage) => {
        const t = peer.fail(507, 'x') ?? new Error('x');
        const f = () => { throw t; };
        return mode === 'midway' ? pipeline(incoming, createWriteStream('/dev/full')).then(f, f) : f();
      });
      if (peer.handler) application.use(peer.handler);
      const subject = { name: '', version: '', http2: false, exceptions: {}, createServer: async () => http.createServer(application) };
      await withServer(subject, { route: () => undefined }, async ({ port }) => {
        for (const head of ['PUT / HTTP/1.1\r\nHost: a\r\nConnection: close', 'PUT / HTTP/1.0', 'PUT / HTTP/1.1\r\nHost: a']) {
          let ok = 0;
          const body = Buffer.alloc(5e6);
          for (let i = 0; i < 20; i++) await sendRaw(port, Buffer.concat([Buffer.from(`${head}\r\nContent-Length: ${body.length}\r\n\r\n`), body]), /\}$|<\/html>\s*$/).then((t) => (ok += / 507 /.test(t.slice(0,20)) ? 1 : 0), () => {});
          out.push(`${name} ${mode} ${head.slice(6).replaceAll('\r\n',' ')}: ${ok}/20`);
        }
      });
    }
  }
  console.log(out.join('\n'));
});
