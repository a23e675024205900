import { createResponder, StorageExhaustedError } from '@http507/core';
import { expect, test } from 'vitest';

import { writeManagedReply } from './write-managed-reply.ts';

const responder = createResponder();
const facts = { request: {}, method: 'GET', id: 'id-1' };
const reply = responder.reply(responder.describe(new StorageExhaustedError(), facts), facts);

test('sends a reply through the framework', () => {
  const calls: unknown[][] = [];
  const take =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, ...args]);
    };
  writeManagedReply(
    {
      getHeaders: () => ({}),
      removeHeader: take('remove'),
      code: take('code'),
      headers: take('headers'),
      serializer: take('serializer'),
      send: take('send'),
    },
    reply,
  );
  expect(calls).toEqual([
    ['code', 507],
    ['headers', reply.headers],
    ['serializer', expect.any(Function)],
    ['send', reply.fullBody],
  ]);
});
