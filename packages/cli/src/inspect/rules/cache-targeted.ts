import { aboutStorage } from '../about-storage.ts';
import { parseDirectives, permitsReuse } from '../cache-control.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** Headers for particular caches, which win over Cache-Control there. */
const TARGETED = [
  'cdn-cache-control',
  'cloudflare-cdn-cache-control',
  'surrogate-control',
  'x-accel-expires',
];

/** An answer that a CDN or a proxy is told to keep. */
export const cacheTargeted: Rule = {
  id: 'cache.targeted',
  severity: 'error',
  what: 'A header for a CDN or a proxy permits it to store the answer.',
  why: 'Such a header wins over `Cache-Control` where it is understood, even over `no-store`.',
  source: 'RFC 9213, section 2.2',
  mend: 'Remove the header from error responses.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) =>
      TARGETED.flatMap((name) => {
        const value = headerOf(exchange.answer, name);
        const permits =
          value !== undefined && (permitsReuse(parseDirectives(value)) || isSeconds(name, value));
        return permits ? [evidenceOf(exchange, `${name}: ${value}`)] : [];
      }),
    ),
};

/** nginx: a number of seconds, or a time after an at sign; 0 forbids. */
function isSeconds(name: string, value: string): boolean {
  return name === 'x-accel-expires' && /^@?[1-9]/.test(value);
}
