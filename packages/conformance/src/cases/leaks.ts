import { strict as assert } from 'node:assert';

import { StorageExhaustedError } from '@http507/core';
import fc from 'fast-check';

import { sendRaw } from '../clients/send-raw.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import { CANARY, hostileError } from '../hostile-error.ts';
import { withServer } from '../with-server.ts';

const ACCEPTS = ['*/*', 'application/problem+json', 'text/plain', 'text/html'] as const;

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
