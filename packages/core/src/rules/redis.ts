import type { RecognitionRule } from '../recognition-rule.ts';
import type { BackendRule } from './backend-rule.ts';

const OUT_OF_MEMORY =
  /^(?:EXECABORT Transaction discarded because of: |ERR Error running script \(call to f_\w+\): (?:@user_script: ?\d+: )+-)?OOM /;

/**
 * Redis and Valkey (redis, ioredis; through BullMQ, Keyv, rate-limiter-flexible)
 *
 * Recognized: a reply that begins with `OOM `, memory beyond `maxmemory`; `EXECABORT` because of one, and a Lua script
 * that ended with one, which servers before 7 say in front; `MISCONF Errors writing to the
 * AOF file: No space left on device`. An ioredis transaction has the replies that made it fail in `previousErrors`.
 *
 * Not recognized: `READONLY`, `NOREPLICAS`, `NOPERM`, `WRONGTYPE`, too many clients, `EXECABORT` alone. The same words in an error
 * that is not of the driver's class: Redis has no codes, so the class has to vouch for the text.
 * `redisSnapshotsFailing` recognizes `MISCONF` of RDB snapshots for those who ask for it.
 *
 * Source: https://redis.io/docs/latest/develop/reference/eviction/; redis, src/server.c (shared.oomerr, shared.execaborterr)
 */
export const redis: BackendRule = {
  on: { message: ['OOM', 'EXECABORT', 'ERR', 'MISCONF'] },
  recognize: (error) => {
    if (!isReply(error)) return undefined;
    const message = error.message as string;
    if (OUT_OF_MEMORY.test(message)) return { kind: 'cache' };
    return message.startsWith('MISCONF Errors writing to the AOF file: No space left on device')
      ? { kind: 'disk' }
      : undefined;
  },
};

/**
 * Recognizes Redis's refusal to write while RDB snapshots fail.
 *
 * Not on by default: a disk that is full is the usual reason, but a folder that is read-only gives the same reply.
 */
export const redisSnapshotsFailing: RecognitionRule = (error) =>
  /^MISCONF \w+ is configured to save RDB snapshots/.test(error.message as string) && isReply(error)
    ? { kind: 'disk' }
    : undefined;

const REPLY_CLASSES: ReadonlySet<unknown> = new Set(['ReplyError', 'ErrorReply', 'SimpleError', 'BlobError']);

/** Tells whether an error is of a class that drivers make of error replies. */
function isReply(error: object): boolean {
  let prototype: { constructor?: { name?: unknown } } | null = error;
  for (let depth = 0; prototype && depth < 6; depth += 1) {
    if (REPLY_CLASSES.has(prototype.constructor?.name)) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}
