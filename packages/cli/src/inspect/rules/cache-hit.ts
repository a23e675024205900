import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { RecordedAnswer } from '../exchange.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** Headers in which caches say that they have answered. */
const CACHE_STATUS = ['x-cache', 'x-cache-status', 'cf-cache-status', 'cache-status', 'x-proxy-cache'];

/** An answer that came out of a cache. */
export const cacheHit: Rule = {
  id: 'cache.hit',
  severity: 'error',
  what: 'The answer came from a cache.',
  why: 'Only a cache sends `Age` or reports a hit. The service may have room again, and was not asked.',
  source: 'RFC 9111, section 5.1',
  mend: 'Send `Cache-Control: no-store`, make the cache obey it, and purge what it holds.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const sign = signOf(exchange.answer);
      return sign ? [evidenceOf(exchange, sign)] : [];
    }),
};

function signOf(answer: RecordedAnswer): string | undefined {
  const age = headerOf(answer, 'age');
  // Varnish sends an Age of 0 with what it has just fetched.
  if (age !== undefined && Number(age) !== 0) return `Age: ${age}`;
  const name = CACHE_STATUS.find((header) => /\bhit\b/i.test(headerOf(answer, header) ?? ''));
  return name && `${name}: ${headerOf(answer, name)}`;
}
