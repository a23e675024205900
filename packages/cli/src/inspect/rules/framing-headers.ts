import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** Headers that are too large. */
export const framingHeaders: Rule = {
  id: 'framing.headers',
  severity: 'error',
  what: 'The headers exceed 64 kB.',
  why: "Clients reject such an answer: Node's reads 16 kB, and nginx 4 or 8 kB of an upstream server.",
  source: 'RFC 9110, section 5.4',
  mend: 'Send fewer and shorter headers.',
  find: ({ exchanges }) =>
    exchanges.flatMap((exchange) => {
      const { failure } = exchange;
      return failure?.kind === 'too-large' ? [evidenceOf(exchange, failure.message)] : [];
    }),
};
