import { aboutStorage } from '../about-storage.ts';
import { isNoStore } from '../cache-control.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf, listOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** An Access-Control-Allow-Origin that repeats the request's Origin, and no Vary that says so. */
export const varyOrigin: Rule = {
  id: 'vary.origin',
  severity: 'warning',
  what: 'Access-Control-Allow-Origin depends on Origin, and Vary does not say so.',
  why: 'A cache gives scripts of one origin the permission of another one. Browsers then block the answer.',
  source: 'RFC 9110, section 12.5.5; Fetch Standard, "CORS protocol and HTTP caches"',
  mend: 'Send `Vary: Origin`, or `Cache-Control: no-store`.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ request, answer }) => {
        const vary = listOf(answer, 'vary');
        const repeated = headerOf(answer, 'access-control-allow-origin') === request.scriptOrigin;
        return repeated && !isNoStore(answer) && !vary.includes('origin') && !vary.includes('*');
      })
      .map((exchange) => evidenceOf(exchange, `Vary: ${headerOf(exchange.answer, 'vary') ?? '(none)'}`)),
};
