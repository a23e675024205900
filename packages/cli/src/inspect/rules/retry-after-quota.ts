import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { RecordedAnswer } from '../exchange.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** A Retry-After for a shortage that does not clear by itself. */
export const retryAfterQuota: Rule = {
  id: 'retry-after.quota',
  severity: 'warning',
  what: 'Retry-After contradicts the body: a quota is used up, or the shortage is not temporary.',
  why: 'A used-up quota stays used up until its owner deletes something. Clients that obey the header retry in vain.',
  source: 'RFC 4918, section 11.5; RFC 4331, section 6',
  mend: 'Send `Retry-After` only if you expect room by then, and then say in the body that it is temporary.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ answer }) => headerOf(answer, 'retry-after') !== undefined && isLasting(answer))
      .map((exchange) => evidenceOf(exchange, `Retry-After: ${headerOf(exchange.answer, 'retry-after')}`)),
};

function isLasting({ body: { text } }: RecordedAnswer): boolean {
  if (/"temporary"\s*:\s*false/.test(text)) return true;
  const isQuota = /"reason"\s*:\s*"quota"|quota-not-exceeded|QuotaExceeded|\bquota\b/i.test(text);
  return isQuota && !/\btemporar|\btry again\b/i.test(text);
}
