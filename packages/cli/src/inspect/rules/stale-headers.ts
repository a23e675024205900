import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** Headers that an error response has no use for. Caching, encodings and validators have rules of their own. */
const STALE = [
  'accept-ranges',
  'content-disposition',
  'content-location',
  'content-md5',
  'content-range',
  'location',
];

/** Headers of the response that was not sent. */
export const staleHeaders: Rule = {
  id: 'stale.headers',
  severity: 'warning',
  what: 'The answer has headers of the response that failed.',
  why: 'They describe a file, not the error: a browser saves the error as that file, and a client that resumes a download adds it to the part that it has.',
  source: 'RFC 9110, sections 8.7, 10.2.2, 14.3 and 14.4; RFC 6266, section 4',
  mend: 'Remove the headers of the failed response before you send the 507.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) =>
      STALE.flatMap((name) => {
        const value = headerOf(exchange.answer, name);
        return value === undefined ? [] : [evidenceOf(exchange, `${name}: ${value}`)];
      }),
    ),
};
