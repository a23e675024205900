import { parseAnything, readFact } from './parse-facts.ts';

/** The members by which an error is recognized, each undefined where it is absent or cannot be read. */
export type ErrorMembers = ReturnType<typeof pick>;

/** Returns those members of an error, which may be hostile; never throws. */
export function readMembers(error: object): ErrorMembers {
  try {
    return pick(error);
  } catch {
    // One getter that throws must not hide the other members.
    const members: Record<string, unknown> = pick({});
    for (const name of Object.keys(members)) members[name] = readFact(error, name, parseAnything);
    return members as ErrorMembers;
  }
}

// By name and not in a loop, because this is what an error that is not about storage costs.
function pick(error: Partial<Record<string, unknown>>) {
  return {
    /** By these, rules are looked up. */
    code: error.code,
    errno: error.errno,
    number: error.number,
    errorNum: error.errorNum,
    name: error.name,
    message: error.message,
    status: error.status,
    statusCode: error.statusCode,
    killed: error.killed,
    /** Here wrappers keep the error underneath: Sequelize in parent and original, GraphQL in originalError, … */
    cause: error.cause,
    parent: error.parent,
    original: error.original,
    originalError: error.originalError,
    driverError: error.driverError,
    chainedError: error.chainedError,
    writeConcernError: error.writeConcernError,
    /** Here they keep several: AggregateError in errors, ioredis in previousErrors, MongoDB in writeErrors. */
    errors: error.errors,
    previousErrors: error.previousErrors,
    writeErrors: error.writeErrors,
  };
}
