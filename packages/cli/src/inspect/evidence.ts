import { describeRequest } from './describe-request.ts';
import type { Exchange } from './exchange.ts';
import type { Evidence } from './rule.ts';
import { shorten } from './shorten.ts';

/** Returns evidence from an exchange. */
export function evidenceOf({ request }: Exchange, text: string): Evidence {
  return { request: describeRequest(request), text: shorten(text) };
}
