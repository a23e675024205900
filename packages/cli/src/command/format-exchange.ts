import type { Exchange } from '../inspect/exchange.ts';
import { shorten } from '../inspect/shorten.ts';

/** In characters. */
const MAX_LINE = 300;

/** Returns an answer line by line, or why there is none. */
export function formatExchange({ request, answer, failure }: Exchange): string[] {
  if (!answer) return [`(no answer: ${failure?.message})`];
  const headers = answer.headers.map(([name, value]) => shorten(`${name}: ${value}`, MAX_LINE));
  const body = shorten(answer.body.text.trim(), MAX_LINE);
  return [`${request.protocol} ${answer.status} ${shorten(answer.reason, 40)}`, ...headers, '', body];
}
