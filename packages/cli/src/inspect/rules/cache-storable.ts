import { aboutStorage } from '../about-storage.ts';
import { cacheControlOf, forbidsReuse, permitsReuse } from '../cache-control.ts';
import { evidenceOf } from '../evidence.ts';
import type { RecordedAnswer } from '../exchange.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** An answer that caches may keep. */
export const cacheStorable: Rule = {
  id: 'cache.storable',
  severity: 'error',
  what: 'A shared cache may store the answer and send it to everyone.',
  why: 'Explicit freshness makes a response with any status storable. Clients then get the 507 after there is room again. Usually the header describes the response that failed.',
  source: 'RFC 9111, section 3',
  mend: 'Replace `Cache-Control` by `no-store`, and remove `Expires`.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const permission = permissionOf(exchange.answer, recording.time);
      return permission ? [evidenceOf(exchange, permission)] : [];
    }),
};

function permissionOf(answer: RecordedAnswer, time: number): string | undefined {
  const directives = cacheControlOf(answer);
  if (permitsReuse(directives)) return `Cache-Control: ${headerOf(answer, 'cache-control')}`;
  const expires = headerOf(answer, 'expires');
  if (expires === undefined || forbidsReuse(directives)) return undefined;
  return Date.parse(expires) > time ? `Expires: ${expires}` : undefined;
}
