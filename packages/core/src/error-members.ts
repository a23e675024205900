import { parseAnything, readFact } from './parse-facts.ts';

/** The members that decide whether an error is recognized. A member is undefined if it is absent or cannot be read. */
export type ErrorMembers = ReturnType<typeof pick>;

/** Returns these members of an error, which may be hostile. Never throws. */
export function readMembers(error: object): ErrorMembers {
  try {
    return pick(error);
  } catch {
    // A getter that throws must not hide the other members.
    const members: Record<string, unknown> = pick({});
    for (const name of Object.keys(members)) members[name] = readFact(error, name, parseAnything);
    return members as ErrorMembers;
  }
}

// Listed by name, because a loop would make every error that is not about storage slower.
function pick(error: Partial<Record<string, unknown>>) {
  return {
    /** Rules are looked up by these. */
    code: error.code,
    errno: error.errno,
    number: error.number,
    errorNum: error.errorNum,
    name: error.name,
    message: error.message,
    status: error.status,
    statusCode: error.statusCode,
    killed: error.killed,
    /** HTTP clients keep the upstream's response here. */
    response: error.response,
    /** Wrappers keep the underlying error here: Sequelize in parent and original, GraphQL in originalError, … */
    cause: error.cause,
    parent: error.parent,
    original: error.original,
    originalError: error.originalError,
    driverError: error.driverError,
    chainedError: error.chainedError,
    writeConcernError: error.writeConcernError,
    /** Wrappers keep several errors here: AggregateError in errors, ioredis in previousErrors, MongoDB in writeErrors. */
    errors: error.errors,
    previousErrors: error.previousErrors,
    writeErrors: error.writeErrors,
  };
}
