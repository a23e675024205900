import { aboutStorage } from '../about-storage.ts';
import { isNoStore } from '../cache-control.ts';
import { evidenceOf } from '../evidence.ts';
import type { Answered } from '../exchange.ts';
import { listOf, mediaTypeOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** A representation that Accept has selected, and no Vary that says so. */
export const varyAccept: Rule = {
  id: 'vary.accept',
  severity: 'warning',
  what: 'Accept selects the media type, and Vary does not say so.',
  why: 'A cache gives one client the representation that another client asked for.',
  source: 'RFC 9110, section 12.5.5',
  mend: 'Send `Vary: Accept`, or `Cache-Control: no-store`.',
  find(recording) {
    const candidates = aboutStorage(recording).filter(({ answer }) => !isNoStore(answer) && !varies(answer));
    return candidates
      .filter((exchange) => candidates.some((other) => isOtherRepresentation(exchange, other)))
      .map((exchange) =>
        evidenceOf(exchange, `Accept: ${exchange.request.accept} gets ${mediaTypeOf(exchange.answer)}`),
      );
  },
};

function varies(answer: Answered['answer']): boolean {
  const members = listOf(answer, 'vary');
  return members.includes('accept') || members.includes('*');
}

function isOtherRepresentation(one: Answered, other: Answered): boolean {
  return (
    one.request.method === other.request.method &&
    one.request.to === other.request.to &&
    one.request.accept !== other.request.accept &&
    one.answer.status === other.answer.status &&
    mediaTypeOf(one.answer) !== mediaTypeOf(other.answer)
  );
}
