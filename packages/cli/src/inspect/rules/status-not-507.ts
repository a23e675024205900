import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Rule } from '../rule.ts';
import { storageWords } from '../storage-words.ts';

/** A status other than 507 for exhausted storage. */
export const statusNot507: Rule = {
  id: 'status.not-507',
  severity: 'error',
  what: 'A status other than 507 says that storage is exhausted, or a server error hides it.',
  why: 'Clients decide by the status: a 500 looks like a bug, a 503 like an outage, and a 413 like a request that is too large however much room there is. Only 507 says that the server cannot store it now.',
  source: 'RFC 4918, section 11.5',
  mend: 'Answer 507 when the disk, the database or the quota is exhausted. If a proxy made the status, let it pass the 507 on.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ answer }) => answer.status !== 507)
      .map((exchange) => {
        const { status, reason } = exchange.answer;
        const words = storageWords(exchange.answer);
        return evidenceOf(exchange, `${status} ${reason}${words ? `, with the words "${words}"` : ''}`);
      }),
};
