import { StorageExhaustedError } from '@http507/core';
import fc from 'fast-check';

/** Letters only, so that no escaping can hide it. */
export const CANARY = 'CANARYkqzx';

/** Members of an error that may contain a string. */
const MEMBERS = [
  'message',
  'name',
  'stack',
  'code',
  'errno',
  'path',
  'dest',
  'syscall',
  'sql',
  'detail',
  'hint',
  'table',
  'type',
  'title',
  'reason',
  'kind',
  'resource',
  'note',
  'status',
  'statusCode',
  'statusMessage',
  'expose',
  'headers',
  'body',
  'response',
  'requestId',
  'retryAfter',
  'usage',
  'temporary',
  'invalid',
  'cause',
  'errors',
  'toString',
  'toJSON',
  'constructor',
  CANARY,
] as const;

/** Values of such a member. */
const hostileValue = fc.oneof(
  fc.constant(CANARY),
  fc.constant(`/var/lib/${CANARY}/secret.db`),
  fc.constant([CANARY]),
  fc.constant({ [CANARY]: CANARY, usedBytes: CANARY, quotaBytes: 1 }),
  fc.constant({ 'x-leak': CANARY, 'content-type': CANARY }),
  fc.constant(() => CANARY),
  fc.constant(new Error(CANARY)),
);

/** A storage error with canaries in any of its members. */
export const hostileError = fc
  .record({
    base: fc.constantFrom('ours', 'subclass', 'enospc', 'wrapped', 'aggregate'),
    reason: fc.constantFrom('capacity', 'quota'),
    members: fc.array(fc.tuple(fc.constantFrom(...MEMBERS), hostileValue, fc.boolean()), { maxLength: 12 }),
  })
  .map(({ base, reason, members }) => {
    const storage =
      base === 'ours' || base === 'subclass'
        ? new StorageExhaustedError(CANARY, {
            reason: reason as 'quota',
            resource: CANARY,
            cause: new Error(CANARY),
          })
        : Object.assign(new Error(CANARY), { errno: -28, syscall: 'write', path: `/${CANARY}` });
    for (const [name, value, enumerable] of members) {
      Object.defineProperty(storage, name, { value, enumerable, configurable: true, writable: true });
    }
    if (base === 'ours' || base === 'subclass') return storage;
    Object.defineProperty(storage, 'code', { value: 'ENOSPC', enumerable: true });
    Object.defineProperty(storage, 'syscall', { value: 'write', enumerable: true });
    if (base === 'wrapped') return new Error(CANARY, { cause: storage });
    return base === 'aggregate' ? new AggregateError([storage], CANARY) : storage;
  });
