import type { Answered, Exchange, Recording } from './exchange.ts';
import { storageWords } from './storage-words.ts';

/** Statuses that say that the server lacks the method or the protocol, whether or not there is room. */
const NOT_ABOUT_STORAGE = new Set([501, 505]);

/**
 * Returns the exchanges whose answers say that storage is exhausted: with a 507, or with another error status and words such as ENOSPC. Server errors
 * without such words count if the same method is also answered with one of these, or if nothing else is: whoever inspects a URL knows that it is out
 * of room.
 */
export function aboutStorage({ exchanges }: Pick<Recording, 'exchanges'>): Answered[] {
  const answered = exchanges.filter(isAnswered).filter(({ request }) => request.manner !== 'preflight');
  const told = answered.filter(
    ({ answer }) => answer.status === 507 || (answer.status >= 400 && storageWords(answer) !== undefined),
  );
  const methods = new Set(told.map(({ request }) => request.method));
  return answered.filter(
    (exchange) =>
      told.includes(exchange) ||
      (isServerError(exchange) && (told.length === 0 || methods.has(exchange.request.method))),
  );
}

/** Whether an exchange has an answer. */
export function isAnswered(exchange: Exchange): exchange is Answered {
  return exchange.answer !== undefined;
}

function isServerError({ answer }: Answered): boolean {
  return answer.status >= 500 && !NOT_ABOUT_STORAGE.has(answer.status);
}
