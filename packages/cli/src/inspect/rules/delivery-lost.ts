import type { Exchange } from '../exchange.ts';
import type { Rule } from '../rule.ts';
import { shorten } from '../shorten.ts';
import { uploadsOf } from '../uploads.ts';

/** Uploads that lose their answer. */
export const deliveryLost: Rule = {
  id: 'delivery.lost',
  severity: 'error',
  what: 'Uploads in progress lose the answer.',
  why: 'A server that closes a connection with unread bytes resets it, and the reset destroys the answer on its way. The client sees a broken connection, and most clients send everything again.',
  source: 'RFC 9112, section 9.6',
  mend: 'Send the answer, read and discard the rest of the upload for a while, and close the connection only then. The http507 adapters do this.',
  find: (recording) =>
    ['reads-while-sending' as const, 'expects-continue' as const]
      .flatMap((manner) => uploadsOf(recording, manner))
      .filter(({ exchanges, answered }) => answered < exchanges.length)
      .map(({ label, exchanges, answered }) => ({
        request: label,
        text: shorten(`${answered} of ${exchanges.length} got an answer. ${messageOf(exchanges)}`),
      })),
};

function messageOf(exchanges: readonly Exchange[]): string {
  return exchanges.find(({ failure }) => failure !== undefined)?.failure?.message ?? '';
}
