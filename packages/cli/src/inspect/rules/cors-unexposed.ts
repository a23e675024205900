import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf, listOf } from '../headers.ts';
import { REQUEST_ID_HEADERS } from '../request-id-of.ts';
import type { Rule } from '../rule.ts';

/** Headers that scripts of other origins cannot see. */
export const corsUnexposed: Rule = {
  id: 'cors.unexposed',
  severity: 'warning',
  what: 'Scripts of other origins cannot read Retry-After or the request id.',
  why: 'A browser shows them only a few headers, and others only if the answer names them.',
  source: 'Fetch Standard, "Access-Control-Expose-Headers"',
  mend: 'Send `Access-Control-Expose-Headers: Retry-After, X-Request-Id`.',
  find: (recording) =>
    aboutStorage(recording).flatMap((exchange) => {
      const { answer } = exchange;
      if (headerOf(answer, 'access-control-allow-origin') === undefined) return [];
      const exposed = listOf(answer, 'access-control-expose-headers');
      // With credentials, the asterisk is a name like any other.
      const all = exposed.includes('*') && headerOf(answer, 'access-control-allow-credentials') !== 'true';
      const hidden = ['retry-after', ...REQUEST_ID_HEADERS].filter(
        (name) => headerOf(answer, name) !== undefined && !exposed.includes(name),
      );
      return all || hidden.length === 0 ? [] : [evidenceOf(exchange, `Not exposed: ${hidden.join(', ')}`)];
    }),
};
