import { describeBytes } from '../describe-request.ts';
import type { Exchange } from '../exchange.ts';
import type { Rule } from '../rule.ts';
import { uploadsOf } from '../uploads.ts';

/** An answer that waits for the whole upload. */
export const deliveryLate: Rule = {
  id: 'delivery.late',
  severity: 'warning',
  what: 'The answer arrives only after the whole upload has been sent.',
  why: 'The client sends everything in vain, and a large upload takes minutes. Either the server reads everything before it checks for room, or a proxy buffers requests.',
  source: 'RFC 9110, section 10.1.1; RFC 9112, section 9.3',
  mend: 'Check the Content-Length before you read the body, and answer as soon as storing fails. In nginx, set `proxy_request_buffering off`.',
  find: (recording) =>
    uploadsOf(recording, 'reads-while-sending').flatMap(({ label, exchanges, answered }) => {
      const early = exchanges.filter(isEarly).length;
      if (early === answered) return [];
      const { bodyBytes } = (exchanges[0] as Exchange).request;
      const text = `${early} of ${exchanges.length} answers arrived before all ${describeBytes(bodyBytes)} were sent`;
      return [{ request: label, text }];
    }),
};

function isEarly({ request, answer }: Exchange): boolean {
  return answer !== undefined && answer.sentBytes < request.bodyBytes;
}
