import net from 'node:net';

/** A reverse proxy for one test. */
export interface ReverseProxy {
  readonly origin: string;
  close(): Promise<void>;
}

const BAD_GATEWAY = 'HTTP/1.0 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/**
 * Starts a reverse proxy that behaves like nginx with defaults. It receives the whole request, sends it to the server over HTTP/1.0,
 * closes its side as soon as it has the answer, and answers 502 if the connection breaks.
 */
export async function startHttp10Proxy(target: number): Promise<ReverseProxy> {
  const server = net.createServer((client) => {
    let head = Buffer.alloc(0);
    const body: Buffer[] = [];
    let missing = Number.POSITIVE_INFINITY;
    client.on('error', () => client.destroy());
    client.on('data', (chunk) => {
      if (missing === Number.POSITIVE_INFINITY) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        chunk = head.subarray(end + 4);
        head = head.subarray(0, end + 4);
        missing = Number(/^content-length: *(\d+)/im.exec(head.toString('latin1'))?.[1] ?? 0);
        if (/^expect:/im.test(head.toString('latin1'))) client.write('HTTP/1.1 100 Continue\r\n\r\n');
      }
      body.push(chunk);
      missing -= chunk.length;
      if (missing <= 0) forward(toHttp10(head), Buffer.concat(body), target, client);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}

function toHttp10(head: Buffer): string {
  return head
    .toString('latin1')
    .replace(/ HTTP\/1\.1\r\n/, ' HTTP/1.0\r\n')
    .replace(/^(?:connection|expect): .*\r\n/gim, '')
    .replace(/\r\n\r\n$/, '\r\nConnection: close\r\n\r\n');
}

function forward(head: string, body: Buffer, target: number, client: net.Socket): void {
  let answer = Buffer.alloc(0);
  const upstream = net.connect(target, '127.0.0.1', () => {
    upstream.write(head, 'latin1');
    upstream.write(body);
  });
  const finish = (): void => {
    upstream.destroy();
    client.end(isComplete(answer) ? answer : BAD_GATEWAY);
  };
  upstream.on('data', (chunk) => {
    answer = Buffer.concat([answer, chunk]);
    if (isComplete(answer)) finish();
  });
  upstream.once('error', finish);
  upstream.once('end', finish);
}

function isComplete(answer: Buffer): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(answer.subarray(0, end).toString('latin1'))?.[1];
  return length !== undefined && answer.length - end - 4 >= Number(length);
}
