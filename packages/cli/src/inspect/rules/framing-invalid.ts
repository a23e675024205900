import { evidenceOf } from '../evidence.ts';
import type { Exchange } from '../exchange.ts';
import type { Rule } from '../rule.ts';

/** An answer that violates the message syntax. */
export const framingInvalid: Rule = {
  id: 'framing.invalid',
  severity: 'error',
  what: 'The answer violates the message syntax.',
  why: 'Strict clients and proxies reject it. Tolerant ones may disagree about where it ends, which permits response splitting.',
  source: 'RFC 9112, sections 2.2, 5 and 6.3',
  mend: 'Let the HTTP server write headers and their lengths. Do not set Content-Length together with Transfer-Encoding.',
  find: ({ exchanges }) =>
    exchanges.flatMap((exchange) => faultsOf(exchange).map((fault) => evidenceOf(exchange, fault))),
};

function faultsOf({ request, answer, failure }: Exchange): string[] {
  if (failure?.kind === 'invalid') return [failure.message];
  if (!answer) return [];
  const extra = request.method !== 'HEAD' && answer.extraBytes > 0;
  return [...answer.faults, ...(extra ? [`${answer.extraBytes} bytes after the end of the body`] : [])];
}
