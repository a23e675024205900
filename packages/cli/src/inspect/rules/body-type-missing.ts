import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { mediaTypeOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** A body without a media type. */
export const bodyTypeMissing: Rule = {
  id: 'body.type-missing',
  severity: 'warning',
  what: 'The answer has a body but no Content-Type.',
  why: 'Clients have to guess what the body is. Many ignore it, and some guess HTML.',
  source: 'RFC 9110, section 8.3',
  mend: 'Send a Content-Type, for example `application/problem+json`.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ answer }) => answer.body.bytes > 0 && mediaTypeOf(answer) === undefined)
      .map((exchange) => evidenceOf(exchange, exchange.answer.body.text)),
};
