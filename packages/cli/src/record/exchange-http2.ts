import type http2 from 'node:http2';
import type { Socket } from 'node:net';

import type { Exchange, Header, RecordedAnswer } from '../inspect/exchange.ts';
import { BodySender } from './body-sender.ts';
import { decodeBody } from './decode-body.ts';
import { MAX_BODY } from './limits.ts';
import { openSession } from './open-session.ts';
import type { Limits, Plan } from './plan.ts';
import { seconds } from './seconds.ts';
import { sendBody } from './send-body.ts';

/** Makes one request over HTTP/2 on a new connection, which it closes. Never rejects. */
export async function exchangeHttp2(socket: Socket, plan: Plan, limits: Limits): Promise<Exchange> {
  const session = await openSession(socket, plan.url, limits.time);
  if (!session) {
    const message = 'The server does not speak HTTP/2';
    return { request: plan.request, failure: { kind: 'not-offered', message } };
  }
  try {
    return await exchange(session, plan, limits);
  } catch (error) {
    // A session that the server has closed meanwhile takes no request.
    const message = `The connection broke: ${(error as Error).message}`;
    return { request: plan.request, failure: { kind: 'closed', message } };
  } finally {
    session.destroy();
    socket.destroy();
  }
}

function exchange(session: http2.ClientHttp2Session, plan: Plan, limits: Limits): Promise<Exchange> {
  const { request } = plan;
  const stop = new AbortController();
  const stream = session.request(headersOf(plan), { endStream: request.bodyBytes === 0 });
  const sender = new BodySender(stream, stop.signal);
  const interim: number[] = [];
  const parts: Buffer[] = [];
  let head: Pick<RecordedAnswer, 'status' | 'headers' | 'sentBytes'> | undefined;
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const finish = (end: RecordedAnswer['body']['end'], message: string): void => {
      clearTimeout(timer);
      stop.abort();
      if (!head) {
        const kind = end === 'timeout' ? 'timeout' : 'closed';
        resolve({ request, failure: { kind, message } });
        return;
      }
      const body = decodeBody(Buffer.concat(parts).subarray(0, MAX_BODY), head.headers, end);
      resolve({ request, answer: { ...head, reason: '', body, interim, extraBytes: 0, faults: [] } });
    };
    const timer = setTimeout(
      () => finish('timeout', `Nothing arrived within ${seconds(limits.time)}`),
      limits.time,
    );
    let fault = 'The stream was closed';
    // A reset after the answer tells the client to stop sending.
    stream.on('error', ({ message }) => {
      fault = `The stream broke: ${message}`;
    });
    session.on('error', ({ message }) => {
      fault = `The connection broke: ${message}`;
    });
    stream.on('continue', () => interim.push(100));
    stream.on('headers', (headers) => interim.push(Number(headers[':status'])));
    stream.on('response', (headers) => {
      head = { status: Number(headers[':status']), headers: listOf(headers), sentBytes: sender.sentBytes };
      stop.abort();
    });
    stream.on('data', (part: Buffer) => {
      parts.push(part);
      bytes += part.length;
      if (bytes > MAX_BODY) finish('limit', fault);
    });
    let ended = false;
    stream.on('end', () => {
      ended = true;
      if (head) finish('complete', fault);
    });
    stream.on('close', () => finish(ended && stream.rstCode === 0 ? 'complete' : 'cut', fault));
    sendBody(sender, plan, limits).then(() => {
      if (stream.writable) stream.end();
    }, reject);
  });
}

function headersOf({ url, headers, request }: Plan): http2.OutgoingHttpHeaders {
  const host = headers.find(([name]) => name === 'host')?.[1] ?? url.host;
  return {
    ':method': request.method,
    ':path': `${url.pathname}${url.search}`,
    ':scheme': url.protocol.slice(0, -1),
    ':authority': host,
    ...Object.fromEntries(headers.filter(([name]) => !CONNECTION.has(name))),
    ...(request.bodyBytes > 0 && { 'content-length': request.bodyBytes }),
  };
}

/** Headers that HTTP/2 does not have (RFC 9113, section 8.2.2). */
const CONNECTION = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

function listOf(headers: http2.IncomingHttpHeaders): Header[] {
  return Object.entries(headers)
    .filter(([name]) => !name.startsWith(':'))
    .flatMap(([name, value]) => [value ?? ''].flat().map((line): Header => [name, line]));
}
