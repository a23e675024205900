import type { Exchange } from '../inspect/exchange.ts';
import { connect } from './connect.ts';
import { ConnectionError } from './connection-error.ts';
import { exchangeHttp1 } from './exchange-http1.ts';
import { exchangeHttp2 } from './exchange-http2.ts';
import type { Limits, Plan } from './plan.ts';

/** Makes one request on a new connection. Never rejects: what goes wrong is recorded. */
export async function recordExchange(plan: Plan, limits: Limits): Promise<Exchange> {
  const { request, url } = plan;
  const isHttp2 = request.protocol === 'HTTP/2';
  const started = performance.now();
  try {
    const socket = await connect(url, isHttp2 ? 'h2' : 'http/1.1', limits.time);
    const left = { ...limits, time: limits.time - (performance.now() - started) };
    return await (isHttp2 ? exchangeHttp2(socket, plan, left) : exchangeHttp1(socket, plan, left));
  } catch (error) {
    if (error instanceof ConnectionError) return { request, failure: error.failure };
    throw error;
  }
}
