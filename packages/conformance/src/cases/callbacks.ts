import { strict as assert } from 'node:assert';
import diagnosticsChannel from 'node:diagnostics_channel';
import { EventEmitter, once } from 'node:events';

import { type ExhaustedEvent, StorageExhaustedError } from '@http507/core';
import type { AdapterOptions } from '@http507/node';

import { request } from '../clients/request.ts';
import { Collector } from '../collector.ts';
import type { ConformanceCase } from '../conformance-case.ts';
import type { Scenario, Subject } from '../subject.ts';
import { withServer } from '../with-server.ts';

const THE_ERROR = new StorageExhaustedError('the note', { kind: 'disk', resource: '/volume', retryAfter: 9 });

/** Reports to the operator, and callbacks that fail. */
export const callbackCases: readonly ConformanceCase[] = [
  {
    id: 'callbacks.event',
    must: 'MUST call onExhausted once with the whole error, the request id and the facts',
    async check(subject) {
      const log = new Collector<ExhaustedEvent>();
      await answerWith(subject, { onExhausted: log.add });
      const { error, requestId, method, kind, resource, reason, temporary, retryAfter } = await log.first();
      assert.equal(log.items.length, 1);
      assert.equal(error, THE_ERROR);
      assert.ok(requestId);
      assert.deepEqual(
        { method, kind, resource, reason, temporary, retryAfter },
        {
          method: 'PUT',
          kind: 'disk',
          resource: '/volume',
          reason: 'capacity',
          temporary: true,
          retryAfter: 9,
        },
      );
    },
  },
  {
    id: 'callbacks.response-first',
    must: 'MUST send the response before it calls onExhausted',
    async check(subject) {
      let outgoing: { headersSent: boolean } | undefined;
      const sent = await new Promise((resolve, reject) => {
        const onExhausted = (): void => resolve(outgoing?.headersSent);
        answerWith(subject, { onExhausted }, (context) => {
          outgoing = context.outgoing;
        }).catch(reject);
      });
      assert.equal(sent, true);
    },
  },
  {
    id: 'callbacks.fails',
    must: 'MUST send the same answer if onExhausted throws, rejects or never settles',
    async check(subject) {
      const callbacks: (() => unknown)[] = [
        () => {
          throw new Error('the logger fails');
        },
        () => Promise.reject(new Error('the logger rejects')),
        () => new Promise(() => {}),
        () => ({
          // biome-ignore lint/suspicious/noThenProperty: the test needs a thenable that fails
          then() {
            throw new Error('the thenable fails');
          },
        }),
      ];
      // An unhandled rejection would end this process.
      for (const onExhausted of callbacks) await answerWith(subject, { onExhausted });
    },
  },
  {
    id: 'callbacks.diagnostics-channel',
    must: 'MUST publish every event to the diagnostics channel http507:exhausted',
    async check(subject) {
      const published = new EventEmitter();
      const publish = (event: unknown): void => void published.emit('event', event);
      diagnosticsChannel.subscribe('http507:exhausted', publish);
      try {
        for (let count = 0; count < 5; count += 1) {
          const [[event]] = await Promise.all([once(published, 'event'), answerWith(subject, {})]);
          assert.equal(event.error, THE_ERROR);
        }
      } finally {
        diagnosticsChannel.unsubscribe('http507:exhausted', publish);
      }
    },
  },
  {
    id: 'callbacks.concurrent',
    must: 'MUST keep the request ids of 100 concurrent failures apart',
    check: (subject) =>
      withServer(
        subject,
        {
          async route({ incoming }) {
            await new Promise(setImmediate);
            throw new StorageExhaustedError(`${incoming.url}`);
          },
          options: {
            logger: false,
            // Some frameworks have a URL object here.
            requestId: (framework) =>
              `id:${String((framework as { url: unknown }).url)
                .split('/')
                .pop()}`,
          },
        },
        async ({ origin }) => {
          const ids = await Promise.all(
            Array.from({ length: 100 }, async (_, index) => {
              const { headers, body } = await request(`${origin}/${index}`);
              assert.equal(JSON.parse(body).requestId, headers['x-request-id']);
              return headers['x-request-id'];
            }),
          );
          assert.deepEqual(
            ids,
            Array.from({ length: 100 }, (_, index) => `id:${index}`),
          );
        },
      ),
  },
];

function answerWith(
  subject: Subject,
  options: AdapterOptions,
  before: Scenario['route'] = () => {},
): Promise<void> {
  const route: Scenario['route'] = (context) => {
    before(context);
    throw THE_ERROR;
  };
  return withServer(subject, { route, options: { logger: false, ...options } }, async ({ origin }) => {
    const { status, body } = await request(`${origin}/files/a`, { method: 'PUT', body: '{}' });
    assert.equal(status, 507);
    assert.equal(JSON.parse(body).retryAfter, 9);
  });
}
