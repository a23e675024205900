import type { Rule } from '../rule.ts';
import { uploadsOf } from '../uploads.ts';

/** Clients that send everything first, and lose the answer. */
export const deliveryLostLater: Rule = {
  id: 'delivery.lost-later',
  severity: 'warning',
  what: 'Clients that read only after sending lose the answer.',
  why: "Python's http.client, among others, reads no answer before it has sent the whole body. It gets the answer only if the server reads the upload to its end, or at least as much of it as possible.",
  source: 'RFC 9112, section 9.6',
  mend: 'Read and discard the rest of the upload after the answer. The http507 adapters discard up to 16 MiB.',
  find: (recording) =>
    uploadsOf(recording, 'reads-after-sending')
      .filter(({ exchanges, answered }) => answered < exchanges.length)
      .map(({ label, exchanges, answered }) => ({
        request: label,
        text: `${answered} of ${exchanges.length} got an answer`,
      })),
};
