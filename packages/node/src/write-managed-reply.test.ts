import { createResponder, StorageExhaustedError } from '@http507/core';
import { expect, test } from 'vitest';

import { writeManagedReply } from './write-managed-reply.ts';

const responder = createResponder();
const facts = { request: {}, method: 'GET', id: 'id-1' };
const reply = responder.reply(responder.describe(new StorageExhaustedError(), facts), facts);

test('A reply goes out through the framework, after stale headers have gone', () => {
  const calls: unknown[][] = [];
  const take =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, ...args]);
    };
  writeManagedReply(
    {
      getHeaders: () => ({ etag: '"1"', vary: 'Origin', 'content-encoding': 'gzip' }),
      removeHeader: take('remove'),
      code: take('code'),
      headers: take('headers'),
      serializer: take('serializer'),
      send: take('send'),
    },
    reply,
  );
  expect(calls).toEqual([
    ['remove', 'etag'],
    ['remove', 'content-encoding'],
    ['code', 507],
    ['headers', reply.headers],
    ['serializer', expect.any(Function)],
    ['send', reply.body],
  ]);
});
