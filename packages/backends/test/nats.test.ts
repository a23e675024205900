import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect as connectNew, type NatsConnection as NewConnection } from '@nats-io/transport-node';
import { connect as connectOld, type NatsConnection as OldConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { uniqueName } from './unique-name.ts';
import { untilItFails } from './until-it-fails.ts';
import { whyUnreachable } from './why-unreachable.ts';

const url = process.env.NATS_URL ?? 'nats://127.0.0.1:4222';
const unreachable = await whyUnreachable('NATS', url);
const name = uniqueName();
const DATA = Buffer.alloc(1000);

describeUnless(unreachable, 'NATS JetStream', () => {
  let connection: NewConnection;
  let old: OldConnection;
  beforeAll(async () => {
    connection = await connectNew({ servers: url });
    old = await connectOld({ servers: url });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({
      name,
      subjects: [name],
      discard: 'new',
      storage: 'memory',
      max_bytes: 10_000,
    });
  });
  afterAll(async () => {
    try {
      const manager = await jetstreamManager(connection);
      await manager.streams.delete(name);
    } finally {
      await connection.close();
      await old.close();
    }
  });

  test('a stream at max_bytes that discards new messages: @nats-io/jetstream', async () => {
    const operation = () => untilItFails(() => jetstream(connection).publish(name, DATA));
    expect(await expect507(operation, { kind: 'queue' })).toMatchObject({ code: 10077 });
  });

  test('a stream at max_bytes that discards new messages: nats 2', async () => {
    const operation = () => untilItFails(() => old.jetstream().publish(name, DATA));
    expect(await expect507(operation, { kind: 'queue' })).toMatchObject({ api_error: { err_code: 10077 } });
  });

  test.each([
    ['file', 'queue', 10047],
    ['memory', 'memory', 10028],
  ] as const)('a stream that reserves more %s storage than there is', async (storage, kind, code) => {
    const config = { name: `${name}_2`, subjects: [`${name}_2`], storage, max_bytes: 2 ** 50 };
    const add = async () => (await jetstreamManager(connection)).streams.add(config);
    expect(await expect507(add, { kind })).toMatchObject({ code });
    const addOld = async () => (await old.jetstreamManager()).streams.add(config as never);
    expect(await expect507(addOld, { kind })).toMatchObject({ api_error: { err_code: code } });
  });
});
