import type { RecordedRequest } from './exchange.ts';
import { SENT_FIRST } from './sent-first.ts';

const MANNERS: Readonly<Record<RecordedRequest['manner'], string>> = {
  simple: '',
  'reads-while-sending': ', reading while sending',
  'reads-after-sending': `, reading after ${describeBytes(SENT_FIRST)} at most`,
  'expects-continue': ', expecting 100 Continue',
  preflight: ' (CORS preflight)',
};

/** Returns a request in words, such as `PUT over HTTP/1.1, 8 MB`. */
export function describeRequest({ to, method, protocol, manner, bodyBytes }: RecordedRequest): string {
  const body = bodyBytes > 0 ? `, ${describeBytes(bodyBytes)}` : '';
  const target = to === 'origin' ? ' to the origin' : '';
  return `${method}${target} over ${protocol}${body}${MANNERS[manner]}`;
}

/** Returns a length in words, such as `8 MB` or `1.5 kB`. */
export function describeBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [unit, divisor] = bytes < 1e6 ? ['kB', 1e3] : ['MB', 1e6];
  return `${Number((bytes / divisor).toFixed(1))} ${unit}`;
}
