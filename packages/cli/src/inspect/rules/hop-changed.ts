import { isAnswered } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { Answered, RecordedAnswer } from '../exchange.ts';
import { headerOf, mediaTypeOf } from '../headers.ts';
import { bodyId, headerId } from '../request-id-of.ts';
import type { Rule } from '../rule.ts';

/** Headers that must arrive as the origin sent them. */
const HEADERS = ['cache-control', 'expires', 'retry-after', 'content-language'];

/** An answer that is changed on its way. */
export const hopChanged: Rule = {
  id: 'hop.changed',
  severity: 'error',
  what: 'A proxy changes the answer of the origin.',
  why: 'The client does not get what the service says: whether there is no room, for how long, and under which request id.',
  source: 'RFC 9110, section 7.7',
  mend: 'Find the setting of the proxy that replaces errors, caches them or rewrites headers.',
  find: ({ exchanges }) => {
    const answered = exchanges.filter(isAnswered);
    return answered
      .filter(({ request }) => request.to === 'origin')
      .flatMap((origin) => {
        const exchange = answered.find((other) => isSame(other, origin));
        return exchange
          ? changes(origin.answer, exchange.answer).map((change) => evidenceOf(exchange, change))
          : [];
      });
  },
};

function isSame({ request }: Answered, origin: Answered): boolean {
  return (
    request.to === 'url' &&
    request.method === origin.request.method &&
    request.manner === origin.request.manner &&
    request.protocol === origin.request.protocol &&
    request.accept === origin.request.accept
  );
}

function changes(origin: RecordedAnswer, answer: RecordedAnswer): string[] {
  if (origin.status !== answer.status) return [`Status ${answer.status} instead of ${origin.status}`];
  const found = HEADERS.filter((name) => differs(name, origin, answer)).map(
    (name) =>
      `${name}: ${headerOf(answer, name) ?? '(none)'} instead of ${headerOf(origin, name) ?? '(none)'}`,
  );
  if (headerId(origin) && !headerId(answer)) found.push(`No ${headerId(origin)?.name}`);
  if (mediaTypeOf(origin) !== mediaTypeOf(answer)) {
    found.push(`${mediaTypeOf(answer) ?? 'no media type'} instead of ${mediaTypeOf(origin) ?? 'none'}`);
  } else if (textOf(origin) !== textOf(answer)) {
    found.push('Another body');
  }
  return found;
}

/** Seconds count down between two requests, so Retry-After only has to be there. */
function differs(name: string, origin: RecordedAnswer, answer: RecordedAnswer): boolean {
  const [before, after] = [headerOf(origin, name), headerOf(answer, name)];
  return name === 'retry-after' ? (before === undefined) !== (after === undefined) : before !== after;
}

/** The text of a body without what differs between any two requests: the request id and numbers. */
function textOf(answer: RecordedAnswer): string {
  const id = bodyId(answer);
  const text = id === undefined ? answer.body.text : answer.body.text.replaceAll(id, '');
  return text.replace(/\d+/g, '0');
}
