import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import { mediaTypeOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** HTML for a program. */
export const bodyHtml: Rule = {
  id: 'body.html',
  severity: 'warning',
  what: 'A client that asks for JSON gets HTML.',
  why: 'A program cannot read the page, and shows its source to a person or drops it.',
  source: 'RFC 9110, section 12.5.1',
  mend: 'Send JSON, or let `Accept` select the media type.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ request, answer }) => {
        const asksForJson = request.accept.startsWith('application/') && !request.accept.includes('html');
        return asksForJson && mediaTypeOf(answer) === 'text/html';
      })
      .map((exchange) => evidenceOf(exchange, `Accept: ${exchange.request.accept} gets text/html`)),
};
