import type { Socket } from 'node:net';

import type { Exchange, Failure } from '../inspect/exchange.ts';
import { BodySender } from './body-sender.ts';
import type { Limits, Plan } from './plan.ts';
import { ResponseParser } from './response-parser.ts';
import { seconds } from './seconds.ts';
import { sendBody } from './send-body.ts';

/** How long bytes are awaited that must not follow the headers of an answer to HEAD, in milliseconds. */
const HEAD_PATIENCE = 50;

/** Makes one request over HTTP/1 on a new connection, which it closes. Never rejects. */
export function exchangeHttp1(socket: Socket, plan: Plan, limits: Limits): Promise<Exchange> {
  const { request } = plan;
  const parser = new ResponseParser(request.method);
  const stop = new AbortController();
  const sender = new BodySender(socket, stop.signal);
  let sentBytes = 0;
  return new Promise((resolve, reject) => {
    // Only the first call counts: destroying the socket leads to another one.
    const finish = (reason: 'closed' | 'timeout', message: string): void => {
      clearTimeout(timer);
      stop.abort();
      socket.destroy();
      const answer = parser.answer(reason, sentBytes);
      const failure: Failure = parser.failure ?? { kind: reason, message };
      resolve(answer ? { request, answer } : { request, failure });
    };
    const timer = setTimeout(
      () => finish('timeout', `Nothing arrived within ${seconds(limits.time)}`),
      limits.time,
    );
    let fault = 'The connection was closed';
    socket.on('error', ({ message }) => {
      fault = `The connection broke: ${message}`;
    });
    socket.on('close', () => finish('closed', fault));
    socket.on('end', () => finish('closed', fault));
    socket.on('data', (bytes: Buffer) => {
      const isFirst = !parser.hasHead;
      parser.push(bytes);
      if (isFirst && parser.hasHead) {
        sentBytes = sender.sentBytes;
        stop.abort();
      }
      if (!parser.done) return;
      if (request.method === 'HEAD') setTimeout(() => finish('closed', fault), HEAD_PATIENCE);
      else finish('closed', fault);
    });
    // Listening for data has not resumed it, because it is paused explicitly.
    if (request.manner !== 'reads-after-sending') socket.resume();
    socket.write(headOf(plan));
    sendBody(sender, plan, limits).then(() => socket.resume(), reject);
  });
}

function headOf({ url, headers, request }: Plan): string {
  const lines = [
    `${request.method} ${url.pathname}${url.search} ${request.protocol}`,
    ...(headers.some(([name]) => name === 'host') ? [] : [`Host: ${url.host}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(request.bodyBytes > 0 ? [`Content-Length: ${request.bodyBytes}`] : []),
    ...(request.manner === 'expects-continue' ? ['Expect: 100-continue'] : []),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
