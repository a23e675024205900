import { redisSnapshotsFailing } from '@http507/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { describeUnless } from './describe-unless.ts';
import { expect507 } from './expect-507.ts';
import { expectPassedOn } from './expect-passed-on.ts';
import { type PrivateRedis, startPrivateRedis } from './private-redis.ts';
import { connectRedis, type RedisClients } from './redis-clients.ts';
import { mountSmallVolume, type SmallVolume, whyNoVolume } from './small-volume.ts';
import { untilItFails } from './until-it-fails.ts';
import { whyNoCommand } from './why-no-command.ts';

const noServer = whyNoCommand('redis-server');
const OOM = "OOM command not allowed when used memory > 'maxmemory'.";
const DATA = 'x'.repeat(10_000);
const SCRIPT = "return redis.call('SET', KEYS[1], ARGV[1])";
const PASSING_ON = "local reply = redis.pcall('SET', KEYS[1], ARGV[1]) return redis.error_reply(reply.err)";

type Operation = (clients: RedisClients) => unknown;

/** An ioredis pipeline resolves to pairs. The program must throw their errors itself. */
async function pipeline({ io }: RedisClients): Promise<void> {
  const replies = await io.pipeline().get('k').set('k', DATA).exec();
  for (const [error] of replies ?? []) if (error) throw error;
}

const writes: [string, Operation][] = [
  ['node-redis, SET', ({ node }) => node.set('k', DATA)],
  ['node-redis, a pipeline', ({ node }) => Promise.all([node.get('k'), node.set('k', DATA)])],
  ['node-redis, MULTI', ({ node }) => node.multi().set('k', DATA).set('l', DATA).exec()],
  ['node-redis, MULTI as a pipeline', ({ node }) => node.multi().set('k', DATA).execAsPipeline()],
  ['node-redis, EVAL', ({ node }) => node.eval(SCRIPT, { keys: ['k'], arguments: [DATA] })],
  ['ioredis, SET', ({ io }) => io.set('k', DATA)],
  ['ioredis, a pipeline', pipeline],
  ['ioredis, MULTI', ({ io }) => io.multi().set('k', DATA).set('l', DATA).exec()],
  ['ioredis, MULTI without a pipeline', multiByCommand],
  ['ioredis, EVAL', ({ io }) => io.eval(SCRIPT, 1, 'k', DATA)],
  ['ioredis, EVAL of a script that passes the error on', ({ io }) => io.eval(PASSING_ON, 1, 'k', DATA)],
];

async function multiByCommand({ io }: RedisClients): Promise<void> {
  await io.multi({ pipeline: false });
  try {
    await io.set('k', DATA);
  } finally {
    await io.discard();
  }
}

describeUnless(noServer, 'Redis at maxmemory', () => {
  let server: PrivateRedis;
  let clients: RedisClients;
  beforeAll(async () => {
    server = await startPrivateRedis('--maxmemory', '3mb', '--maxmemory-policy', 'noeviction');
    clients = await connectRedis(server.socketPath);
  });
  afterAll(async () => {
    clients.close();
    await server.stop();
  });

  test('node-redis and ioredis, SET until there is no room', async () => {
    const { node, io } = clients;
    const fill = () => untilItFails((attempt) => node.set(`fill:${attempt}`, DATA));
    expect(await expect507(fill, { kind: 'cache' })).toMatchObject({ message: OOM });
    const goOn = () => untilItFails((attempt) => io.set(`more:${attempt}`, DATA));
    expect(await expect507(goOn, { kind: 'cache' })).toMatchObject({ message: OOM });
    // Redis frees buffers of idle clients, which would be room for another value.
    await io.config('SET', 'maxmemory', '2mb');
  });

  test.each(writes)('%s', async (_name, operation) => {
    await expect507(() => operation(clients), { kind: 'cache' });
  });

  test('ioredis, MULTI: EXECABORT with the reason in previousErrors', async () => {
    const thrown = await expect507(() => clients.io.multi().set('k', DATA).exec(), { kind: 'cache' });
    expect(thrown).toMatchObject({
      message: 'EXECABORT Transaction discarded because of previous errors.',
      previousErrors: [{ message: OOM }],
    });
  });

  test('MULTI with bare commands: EXECABORT alone is not recognized', async () => {
    const { node } = clients;
    const operation = async () => {
      await node.sendCommand(['MULTI']);
      await node.sendCommand(['SET', 'k', DATA]).catch(() => undefined);
      await node.sendCommand(['EXEC']);
    };
    expect(await expectPassedOn(operation)).toMatchObject({
      message: expect.stringMatching(/^EXECABORT /),
    });
  });

  test('MULTI when memory runs out before EXEC: EXECABORT with OOM', async () => {
    const { node, io } = clients;
    await io.config('SET', 'maxmemory', '100mb');
    const operation = async () => {
      await node.sendCommand(['MULTI']);
      await node.sendCommand(['SET', 'k', DATA]);
      await io.config('SET', 'maxmemory', '2mb');
      await node.sendCommand(['EXEC']);
    };
    const thrown = await expect507(operation, { kind: 'cache' });
    expect(thrown).toMatchObject({ message: expect.stringMatching(/^EXECABORT .* because of: OOM /) });
  });

  test('reads and deletions still work', async () => {
    expect(await clients.node.get('fill:0')).toBe(DATA);
    expect(await clients.io.del('fill:0')).toBe(1);
  });
});

describeUnless(noServer ?? whyNoVolume, 'Redis on a full volume', () => {
  let volume: SmallVolume;
  let server: PrivateRedis;
  let clients: RedisClients;
  const start = async (...options: string[]): Promise<void> => {
    volume = mountSmallVolume();
    server = await startPrivateRedis('--dir', volume.path, ...options);
    clients = await connectRedis(server.socketPath);
  };
  const stop = async (): Promise<void> => {
    clients.close();
    await server.stop();
    volume.unmount();
  };

  describe('failing snapshots', () => {
    beforeAll(async () => {
      await start('--save', '3600 1');
      volume.fill();
      await clients.io.set('k', DATA);
      const failed = server.logged('Background saving error');
      await clients.io.bgsave();
      await failed;
    });
    afterAll(stop);

    test.each(writes)('%s', async (_name, operation) => {
      await expect507(() => operation(clients), { kind: 'disk', rules: [redisSnapshotsFailing] });
      await expectPassedOn(() => operation(clients));
    });
  });

  describe('an append-only file', () => {
    beforeAll(() => start('--appendonly', 'yes', '--appendfsync', 'everysec'));
    afterAll(stop);

    test('node-redis and ioredis, SET', async () => {
      const { node, io } = clients;
      const reason = 'MISCONF Errors writing to the AOF file: No space left on device';
      const fill = () => untilItFails((attempt) => node.set(`fill:${attempt}`, DATA));
      expect(await expect507(fill, { kind: 'disk' })).toMatchObject({ message: reason });
      expect(await expect507(() => io.set('k', DATA), { kind: 'disk' })).toMatchObject({ message: reason });
    });
  });
});
