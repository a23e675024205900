import { strict as assert } from 'node:assert';

import { StorageExhaustedError } from '@http507/core';
import fc from 'fast-check';

import { sendRaw } from '../clients/send-raw.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { withServer } from '../with-server.ts';

/** Letters only, so that no escaping can hide it. */
const CANARY = 'CANARYkqzx';
const ACCEPTS = ['*/*', 'application/problem+json', 'text/plain', 'text/html'] as const;

/** Members of an error that can contain a string. */
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
const hostileError = fc
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

/** Clients never see internals. */
export const leakCases: readonly ConformanceCase[] = [
  {
    id: 'leaks.canaries',
    must: 'MUST not send anything that the error contains, in whichever member',
    async check(subject) {
      let current: unknown;
      const route = (): never => {
        throw current;
      };
      await withServer(subject, { route }, ({ port }) =>
        fc.assert(
          fc.asyncProperty(hostileError, fc.constantFrom(...ACCEPTS), async (error, accept) => {
            current = error;
            const answer = await sendRaw(
              port,
              `GET /${CANARY.toLowerCase()} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept: ${accept}\r\n\r\n`,
            );
            assert.match(answer, /^HTTP\/1\.1 507 Insufficient Storage\r\n/);
            assert.equal(answer.toLowerCase().includes(CANARY.toLowerCase()), false, answer);
          }),
          { numRuns: 150 },
        ),
      );
    },
  },
  {
    id: 'leaks.error-headers',
    must: 'MUST take neither headers nor a status from the error',
    async check(subject) {
      const error = Object.assign(new StorageExhaustedError(), {
        headers: { 'X-Leak': CANARY, Location: '/leak' },
      });
      const route = (): never => {
        throw error;
      };
      await withServer(subject, { route }, async ({ port }) => {
        const answer = await sendRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
        assert.match(answer, /^HTTP\/1\.1 507 /);
        assert.doesNotMatch(answer, /leak|location/i);
      });
    },
  },
];
