import { recordExchange } from 'http507';
import type { RecordedRequest } from 'http507/inspect';

import type { GatewayManner, SendOrder, TimedExchange } from '../protocol.ts';

const LIMITS = { time: 10_000, patience: 1_000 };

const PROTOCOLS: Readonly<Record<GatewayManner, Pick<RecordedRequest, 'protocol' | 'manner'>>> = {
  'expects-continue': { protocol: 'HTTP/1.1', manner: 'expects-continue' },
  'http1.0': { protocol: 'HTTP/1.0', manner: 'simple' },
  nginx: { protocol: 'HTTP/1.1', manner: 'simple' },
};

/**
 * Sends an upload of zeros in a manner that browsers do not have.
 *
 * @param base - the URL of the service, or of nginx in front of it
 */
export async function sendRequest(
  base: string,
  manner: GatewayManner,
  { path, bodyBytes, requestId, account }: Omit<SendOrder, 'service'>,
): Promise<TimedExchange> {
  const accept = '*/*';
  const request = {
    to: 'url',
    method: 'PUT',
    accept,
    scriptOrigin: '',
    bodyBytes,
    ...PROTOCOLS[manner],
  } as const;
  const headers = [
    ['accept', accept],
    ['x-request-id', requestId],
    ['x-account', account],
  ] as const;
  const started = performance.now();
  const exchange = await recordExchange({ url: new URL(`${base}${path}`), headers, request }, LIMITS);
  return { exchange, milliseconds: performance.now() - started };
}
