import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';

/** A body that is far too long for an error. */
export const bodyTooLong: Rule = {
  id: 'body.too-long',
  severity: 'warning',
  what: 'The body is longer than 64 kB.',
  why: 'Clients stop reading, and the explanation is lost. An explanation needs less than 1 kB.',
  source: 'RFC 9110, section 15.6',
  mend: 'Send a short explanation.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ answer }) => answer.body.end === 'limit')
      .map((exchange) => evidenceOf(exchange, 'More than 64 kB')),
};
