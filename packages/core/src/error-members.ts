import { parseAnything, readFact } from './parse-facts.ts';

/** The members of an error that may be hostile. */
export type ErrorMembers = Readonly<Partial<Record<string, unknown>>>;

/**
 * Calls a function that reads members of an error. If reading one throws, calls it again with members that are undefined where
 * they cannot be read: a getter that throws must not hide the others. Never throws, unless the function throws for another reason.
 */
export function withMembers<T>(error: object, read: (members: ErrorMembers) => T): T {
  try {
    return read(error as ErrorMembers);
  } catch {
    return read(new Proxy({}, { get: (_target, name) => readFact(error, name as string, parseAnything) }));
  }
}
