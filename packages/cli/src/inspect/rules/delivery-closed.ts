import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** A closed connection instead of an answer. */
export const deliveryClosed: Rule = {
  id: 'delivery.closed',
  severity: 'error',
  what: 'The connection is closed without an answer.',
  why: 'The client cannot tell a full disk from a broken network, and most clients retry.',
  source: 'RFC 9110, section 15.6',
  mend: 'Answer before you close the connection. A process that ends because of an error needs a handler for it: an `error` event without a listener ends a Node process.',
  find: ({ exchanges }) =>
    exchanges
      .filter(({ request }) => request.manner === 'simple')
      .flatMap((exchange) => {
        const { failure } = exchange;
        const isGone = failure?.kind === 'closed' || failure?.kind === 'unreachable';
        return isGone ? [evidenceOf(exchange, failure.message)] : [];
      }),
};
