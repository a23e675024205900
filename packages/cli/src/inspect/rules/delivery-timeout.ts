import { evidenceOf } from '../evidence.ts';
import type { Exchange } from '../exchange.ts';
import type { Rule } from '../rule.ts';

/** No answer, or half of one. */
export const deliveryTimeout: Rule = {
  id: 'delivery.timeout',
  severity: 'error',
  what: 'The answer does not arrive, or not completely, in time.',
  why: 'The client waits until it gives up, and learns nothing. Usually the handler failed and nobody answered, or an upload is no longer read and the server waits for its end.',
  source: 'RFC 9110, section 15.6',
  mend: 'Answer every error, including rejected promises and errors of streams. After a failed upload, read and discard the rest of it.',
  find: ({ exchanges }) =>
    exchanges
      .filter(({ request }) => request.manner === 'simple')
      .flatMap((exchange) => {
        const text = textOf(exchange);
        return text ? [evidenceOf(exchange, text)] : [];
      }),
};

function textOf({ answer, failure }: Exchange): string | undefined {
  if (failure?.kind === 'timeout') return failure.message;
  return answer?.body.end === 'timeout' ? `The body stopped after ${answer.body.bytes} bytes` : undefined;
}
