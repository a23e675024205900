import { aboutStorage, isAnswered } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Answered } from '../exchange.ts';
import { headerOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** An answer that lost its CORS headers. */
export const corsMissing: Rule = {
  id: 'cors.missing',
  severity: 'error',
  what: 'The preflight permits the request, and the answer has no Access-Control-Allow-Origin.',
  why: 'The browser hides the answer: the script sees "Failed to fetch" and cannot tell a full disk from a broken network.',
  source: 'Fetch Standard, "CORS check"',
  mend: 'Keep the CORS headers when you answer with an error.',
  find(recording) {
    const permitted = recording.exchanges
      .filter(isAnswered)
      .some((exchange) => exchange.request.manner === 'preflight' && permits(exchange));
    if (!permitted) return [];
    return aboutStorage(recording)
      .filter((exchange) => exchange.request.to === 'url' && !permits(exchange))
      .map((exchange) => evidenceOf(exchange, 'No Access-Control-Allow-Origin for the origin of the script'));
  },
};

function permits({ request, answer }: Answered): boolean {
  const allowed = headerOf(answer, 'access-control-allow-origin');
  return allowed === '*' || allowed === request.scriptOrigin;
}
