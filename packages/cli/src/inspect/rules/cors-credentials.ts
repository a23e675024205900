import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** A permission that browsers ignore. */
export const corsCredentials: Rule = {
  id: 'cors.credentials',
  severity: 'error',
  what: 'The answer permits credentials together with the origin `*`.',
  why: 'The browser hides the answer from scripts that send credentials.',
  source: 'Fetch Standard, "CORS check"',
  mend: 'Send the origin of the request in `Access-Control-Allow-Origin`, with `Vary: Origin`.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(
        ({ answer }) =>
          headerOf(answer, 'access-control-allow-origin') === '*' &&
          headerOf(answer, 'access-control-allow-credentials') === 'true',
      )
      .map((exchange) => evidenceOf(exchange, 'Access-Control-Allow-Credentials: true')),
};
