import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerLines } from '../headers.ts';
import { parseRetryAfter } from '../retry-after.ts';
import type { Rule } from '../rule.ts';

/** A Retry-After that no client can read. */
export const retryAfterInvalid: Rule = {
  id: 'retry-after.invalid',
  severity: 'error',
  what: 'Retry-After is invalid.',
  why: 'It must be a whole number of seconds or an HTTP date, once. Clients ignore anything else, and some retry at once.',
  source: 'RFC 9110, section 10.2.3',
  mend: 'Send whole seconds, such as `Retry-After: 120`.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const lines = headerLines(exchange.answer, 'retry-after');
      const valid = lines.every((line) => parseRetryAfter(line, recording.time) !== undefined);
      return lines.length < 2 && valid ? [] : [evidenceOf(exchange, `Retry-After: ${lines.join(', ')}`)];
    }),
};
