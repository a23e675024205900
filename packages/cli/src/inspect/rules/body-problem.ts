import { aboutStorage } from '../about-storage.ts';
import { evidenceOf } from '../evidence.ts';
import type { RecordedAnswer } from '../exchange.ts';
import { mediaTypeOf } from '../headers.ts';
import type { Rule } from '../rule.ts';

/** Problem details that are none. */
export const bodyProblem: Rule = {
  id: 'body.problem',
  severity: 'warning',
  what: 'The problem details are invalid.',
  why: 'Clients ignore members of the wrong type. A `status` that differs from the real one misleads whoever reads only the body.',
  source: 'RFC 9457, section 3.1',
  mend: 'Send an object with `type`, `title`, `detail` and `instance` as strings, and with the status of the response as `status`.',
  find: (recording) =>
    aboutStorage(recording)
      .filter(({ answer }) => mediaTypeOf(answer) === 'application/problem+json')
      .flatMap((exchange) => {
        const fault = faultOf(exchange.answer);
        return fault ? [evidenceOf(exchange, fault)] : [];
      }),
};

function faultOf({ body, status }: RecordedAnswer): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(body.text);
  } catch {
    // The rule about the media type reports it.
    return undefined;
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return 'not an object';
  const members = document as Record<string, unknown>;
  for (const name of ['type', 'title', 'detail', 'instance']) {
    if (members[name] !== undefined && typeof members[name] !== 'string') return `${name} is not a string`;
  }
  return members.status === undefined || members.status === status
    ? undefined
    : `status is ${JSON.stringify(members.status)}, and the response has ${status}`;
}
