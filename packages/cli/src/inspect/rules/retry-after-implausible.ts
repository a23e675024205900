import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf } from '../headers.ts';
import { parseRetryAfter } from '../retry-after.ts';
import type { Rule } from '../rule.ts';

/** A day, in seconds. */
const LONGEST = 86_400;

/** A Retry-After that cannot be meant. */
export const retryAfterImplausible: Rule = {
  id: 'retry-after.implausible',
  severity: 'warning',
  what: 'Retry-After is implausible: not in the future, or more than a day away.',
  why: 'A time that has passed invites every client to retry at once. A time beyond a day is usually in milliseconds, and no client waits for it.',
  source: 'RFC 9110, section 10.2.3',
  mend: 'Send the seconds until you expect room. If you do not know, leave the header out.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const value = headerOf(exchange.answer, 'retry-after') ?? '';
      const seconds = parseRetryAfter(value, recording.time);
      const plausible = seconds === undefined || (seconds > 0 && seconds <= LONGEST);
      return plausible ? [] : [evidenceOf(exchange, `Retry-After: ${value}`)];
    }),
};
