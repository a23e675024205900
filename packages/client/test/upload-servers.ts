import { execFile, spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

import { missing } from '../../backends/test/missing.ts';

/** Registers a clean-up. */
export type AtEnd = (cleanUp: () => Promise<void>) => void;

/** Listens on a free port until the test ends, and returns the server's origin. */
export async function listen(
  server: net.Server,
  protocol = 'http',
  atEnd: AtEnd = onTestFinished,
): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // Clients break connections off here.
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  atEnd(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves requests over HTTP until the test ends. `Expect` is left to the listener. */
export function serve(listener: http.RequestListener, atEnd?: AtEnd): Promise<string> {
  return listen(http.createServer(listener).on('checkContinue', listener), 'http', atEnd);
}

/** Serves connections without HTTP until the test ends. */
export function serveSockets(listener: (socket: Socket) => void): Promise<string> {
  return listen(net.createServer(listener));
}

/** Serves connections without HTTP, and tells when the first one has closed. */
export async function watchSockets(listener: (socket: Socket) => void) {
  const events = new EventEmitter();
  const url = await serveSockets((socket) => {
    socket.once('close', () => events.emit('close'));
    listener(socket);
  });
  return { url, closed: once(events, 'close') };
}

/** Asks for the body, and reads it forever. */
export function swallow(socket: Socket): void {
  socket.once('data', () => socket.write('HTTP/1.1 100 Continue\r\n\r\n')).resume();
}

/** What a relay has passed on. */
export interface Relay {
  readonly url: string;
  /** Resolves to the bytes after the first request's head, when the client has closed the connection. */
  readonly bodyBytes: () => Promise<number>;
}

/** Passes one connection on to a service, and counts the bytes of the request. */
export async function relayTo(target: string): Promise<Relay> {
  const received: Buffer[] = [];
  const events = new EventEmitter();
  const closed = once(events, 'close');
  const url = await serveSockets((client) => {
    const service = net.connect(Number(new URL(target).port), '127.0.0.1');
    service.on('error', () => client.destroy());
    client
      .on('data', (chunk) => received.push(chunk))
      .once('close', () => {
        service.destroy();
        events.emit('close');
      });
    client.pipe(service).pipe(client);
  });
  return {
    url,
    async bodyBytes() {
      await closed;
      const request = Buffer.concat(received);
      return request.length - (request.indexOf('\r\n\r\n') + 4);
    },
  };
}

/** Why no certificate can be made here, or undefined if one can. */
export const noOpenssl: string | undefined =
  spawnSync('openssl', ['version']).status === 0 ? undefined : missing('openssl is not installed');

/** A certificate that only its owner trusts. */
export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Makes a certificate for 127.0.0.1. */
export async function makeCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'http507-certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    await promisify(execFile)('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=http507', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
    ]);
    return { key: await readFile(key), cert: await readFile(cert) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
