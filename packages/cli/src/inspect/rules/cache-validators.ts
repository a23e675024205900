import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** Validators on an error. */
export const cacheValidators: Rule = {
  id: 'cache.validators',
  severity: 'warning',
  what: 'The answer has an ETag or Last-Modified.',
  why: 'A validator identifies a version of the resource. On an error it is either left over from the response that failed, or made from the error, and a client may send it in a precondition.',
  source: 'RFC 9110, section 8.8',
  mend: 'Remove both headers from error responses. In Express, do not send them with `response.send()`, or disable `etag`.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) =>
      ['etag', 'last-modified'].flatMap((name) => {
        const value = headerOf(exchange.answer, name);
        return value === undefined ? [] : [evidenceOf(exchange, `${name}: ${value}`)];
      }),
    ),
};
