import type { RecognitionRule } from '../recognition-rule.ts';
import type { BackendRule } from './backend-rule.ts';

/** Words in front of the refusal of a command: a transaction's, or a script's with or without its lines. */
const OUTER =
  /^(?:EXECABORT Transaction discarded because of: |ERR (?:Error running (?:script|function)[^:\n]*: )?(?:@?user_(?:script|function): ?\d+: )*-?)/;

/**
 * Redis and Valkey (redis, ioredis; through BullMQ, Keyv, rate-limiter-flexible)
 *
 * Recognized: a reply that starts with `OOM `, for memory beyond `maxmemory`, or with `MISCONF Errors writing to the AOF file: No space left on
 * device`. The same words after `EXECABORT`, or after the prefix of a script or function that ran the refused command. An ioredis
 * transaction has the replies that made it fail in `previousErrors`.
 *
 * Not recognized: `READONLY`, `NOREPLICAS`, `NOPERM`, `WRONGTYPE`, too many clients, `EXECABORT` alone. The same words in an error of another
 * class: Redis has no codes, so only the driver's class proves that the text is a reply. The opt-in rule `redisSnapshotsFailing` recognizes
 * `MISCONF` of RDB snapshots.
 *
 * Source: https://redis.io/docs/latest/develop/reference/eviction/; redis, src/server.c (shared.oomerr, shared.execaborterr)
 */
export const redis: BackendRule = {
  on: { message: ['OOM', 'EXECABORT', 'ERR', 'MISCONF'] },
  recognize: (error) => {
    if (!isReply(error)) return undefined;
    const message = (error.message as string).replace(OUTER, '');
    if (message.startsWith('OOM ')) return { kind: 'cache' };
    return message.startsWith('MISCONF Errors writing to the AOF file: No space left on device')
      ? { kind: 'disk' }
      : undefined;
  },
};

/**
 * Recognizes Redis's refusal to write while RDB snapshots fail.
 *
 * Off by default. The usual reason is a full disk, but a read-only folder causes the same reply.
 */
export const redisSnapshotsFailing: RecognitionRule = (error) =>
  /^MISCONF \w+ is configured to save RDB snapshots/.test(error.message as string) && isReply(error)
    ? { kind: 'disk' }
    : undefined;

const REPLY_CLASS = /^(?:ReplyError|ErrorReply|SimpleError|BlobError)$/;

/** Tells whether a driver created an error from a reply of the server. */
function isReply(error: object): boolean {
  let prototype: { constructor?: { name?: unknown } } | null = error;
  for (let depth = 0; prototype && depth < 6; depth += 1) {
    if (REPLY_CLASS.test(prototype.constructor?.name as string)) return true;
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}
