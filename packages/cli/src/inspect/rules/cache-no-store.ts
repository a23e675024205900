import { aboutStorage } from '../about-storage.ts';
import { cacheControlOf, forbidsReuse, permitsReuse } from '../cache-control.ts';
import { evidenceOf } from '../evidence.ts';
import type { RecordedAnswer } from '../exchange.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** An answer that no header keeps out of caches. */
export const cacheNoStore: Rule = {
  id: 'cache.no-store',
  severity: 'warning',
  what: 'Nothing forbids caches to keep the answer.',
  why: 'Without freshness, a cache must not store a 507 by itself. But many are configured to keep errors for a while (`proxy_cache_valid any` in nginx, error caching in CDNs), and only the headers of the response stop them.',
  source: 'RFC 9111, section 5.2.2.5',
  mend: 'Send `Cache-Control: no-store`.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ answer }) => isSilent(answer))
      .map((exchange) => {
        const value = headerOf(exchange.answer, 'cache-control');
        return evidenceOf(exchange, value === undefined ? 'No Cache-Control' : `Cache-Control: ${value}`);
      }),
};

function isSilent(answer: RecordedAnswer): boolean {
  const directives = cacheControlOf(answer);
  return !forbidsReuse(directives) && !permitsReuse(directives) && headerOf(answer, 'expires') === undefined;
}
