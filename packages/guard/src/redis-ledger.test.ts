import { randomUUID } from 'node:crypto';

import { Cluster, Redis } from 'ioredis';
import { createClient, createCluster, RESP_TYPES } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { describeLedger } from '../test/describe-ledger.ts';
import { describeRedis } from '../test/describe-redis.ts';
import { type PrivateRedis, startPrivateRedis } from '../test/private-redis.ts';
import { type PrivateRedisCluster, startPrivateRedisCluster } from '../test/private-redis-cluster.ts';
import { RedisLedger } from './redis-ledger.ts';

const LEASE = 60_000;
const MAX = Number.MAX_SAFE_INTEGER;

const nodeRedis = (path: string) => createClient({ socket: { path, tls: false } });
const nodeRedisWithBuffers = (path: string) =>
  createClient({ RESP: 2, socket: { path, tls: false } }).withTypeMapping({
    [RESP_TYPES.BLOB_STRING]: Buffer,
  });
const nodeRedisCluster = (ports: readonly number[]) =>
  createCluster({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
const ioRedisCluster = (ports: readonly number[]) =>
  new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })));

describe('RedisLedger rejects', () => {
  const client = createClient();

  test.each([undefined, null, 'redis://127.0.0.1', {}, new Map(), client.createPool(), client.legacy()])(
    'a client that is none, %#',
    (none) => {
      expect(() => new RedisLedger(none as never)).toThrow(
        new TypeError('client must be a client of redis or of ioredis'),
      );
    },
  );

  test.each(['{', 'a}', 507, null])('the prefix %s', (prefix) => {
    expect(() => new RedisLedger(client, { prefix: prefix as string })).toThrow(
      new TypeError('options.prefix must be a string without braces'),
    );
  });

  test('an unknown option', () => {
    expect(() => new RedisLedger(client, { prefx: 'a' } as object)).toThrow(
      new TypeError('options.prefx is not an option'),
    );
  });

  test('an invalid usage', async () => {
    const open = new RedisLedger(client).open('a', Number.NaN);
    await expect(open).rejects.toThrow(new TypeError('usedBytes must be a whole number of bytes'));
  });
});

describeRedis('on one Redis', () => {
  let server: PrivateRedis;
  let node: ReturnType<typeof nodeRedis>;
  let resp2: ReturnType<typeof nodeRedisWithBuffers>;
  let io: Redis;
  let byNode: RedisLedger;
  let byIo: RedisLedger;
  let byResp2: RedisLedger;

  beforeAll(async () => {
    server = await startPrivateRedis();
    node = nodeRedis(server.socketPath);
    await node.connect();
    resp2 = nodeRedisWithBuffers(server.socketPath);
    await resp2.connect();
    io = new Redis(server.socketPath);
    byNode = new RedisLedger(node);
    byIo = new RedisLedger(io);
    byResp2 = new RedisLedger(resp2);
  });
  afterAll(async () => {
    node.destroy();
    resp2.destroy();
    io.disconnect();
    await server.stop();
  });

  describeLedger('in Redis, by node-redis', () => byNode);
  describeLedger('in Redis, by ioredis', () => byIo);
  describeLedger('in Redis, by node-redis with Buffers over RESP 2', () => byResp2);

  describe('in detail', () => {
    let ledger: RedisLedger;
    let account: string;
    let key: string;
    const hold = (id: string, bytes: number, lease = LEASE, quotaBytes = MAX) =>
      ledger.hold({ account, id, bytes, quotaBytes, lease });
    const settle = (id: string, change: number, lease = LEASE) =>
      ledger.settle({ account, id, change, lease });
    const keys = async () => (await node.keys(`*${account}*`)).sort();

    beforeEach(() => {
      ledger = byNode;
      account = randomUUID();
      key = `{http507:${account}}`;
    });

    test('continues after Redis has forgotten the scripts', async () => {
      for (const each of [ledger, byIo]) {
        account = randomUUID();
        await node.scriptFlush();
        await each.open(account, 5);
        await node.scriptFlush();
        expect(await each.read(account)).toEqual({ usedBytes: 5, heldBytes: 0 });
        await node.scriptFlush();
        const request = { account, id: 'a', bytes: 3, quotaBytes: 10, lease: LEASE };
        expect(await each.hold(request)).toMatchObject({ held: true });
        await node.scriptFlush();
        await each.settle({ account, id: randomUUID(), change: 0, lease: LEASE });
      }
    });

    test('sends the text of a script only if Redis does not know it', async () => {
      await ledger.open(account, 5);
      await ledger.read(account);
      await node.configResetStat();
      await Promise.all([ledger.read(account), byIo.read(account)]);
      expect(await calls()).toMatchObject({ evalsha: 2 });
      expect(await calls()).not.toHaveProperty('eval');
    });

    test('passes on other errors of Redis', async () => {
      await node.set(key, 'a string');
      await expect(ledger.read(account)).rejects.toThrow(/WRONGTYPE/);
      await expect(byIo.read(account)).rejects.toThrow(/WRONGTYPE/);
    });

    test('uses only keys with its prefix', async () => {
      await new RedisLedger(node, { prefix: 'other' }).open(account, 5);
      expect(await ledger.read(account)).toBeUndefined();
      expect(await keys()).toEqual([`{other:${account}}`]);
    });

    test('counts up to 2^53 exactly and no further', async () => {
      await ledger.open(account, MAX - 3);
      expect(await hold('a', 1, LEASE, Infinity)).toEqual({ held: true, usedBytes: MAX - 3, heldBytes: 1 });
      expect(await hold('b', 2, LEASE, Infinity)).toEqual({ held: true, usedBytes: MAX - 3, heldBytes: 3 });
      expect(await hold('c', 1, LEASE, Infinity)).toEqual({ held: false, usedBytes: MAX - 3, heldBytes: 3 });
      await settle('a', 1);
      await settle('b', 2);
      expect(await ledger.read(account)).toEqual({ usedBytes: MAX, heldBytes: 0 });
      await settle('c', 1);
      await settle('d', -MAX + 1);
      expect(await ledger.read(account)).toEqual({ usedBytes: 1, heldBytes: 0 });
    });

    test('accepts a lease and a quota that are not integers', async () => {
      await ledger.open(account, 0);
      expect(await hold('a', 1, 1000.5, 1.5)).toMatchObject({ held: true });
      expect(await hold('b', 1, 1000.5, 1.5)).toMatchObject({ held: false });
      await settle('a', 1, 1000.5);
      expect(await ledger.read(account)).toEqual({ usedBytes: 1, heldBytes: 0 });
    });

    test.each(['used', 'held', 'hold', 'leases'])('accepts the id %s', async (id) => {
      await ledger.open(account, 3);
      await hold(id, 5);
      expect(await ledger.read(account)).toEqual({ usedBytes: 3, heldBytes: 5 });
      await settle(id, 5);
      expect(await ledger.read(account)).toEqual({ usedBytes: 8, heldBytes: 0 });
    });

    test('keeps nothing of holds that are refused, empty or for an unknown account', async () => {
      await hold('a', 1);
      await settle('a', 1);
      await ledger.read(account);
      expect(await keys()).toEqual([]);
      await ledger.open(account, 1);
      await hold('a', 1, LEASE, 1);
      await hold('b', 0);
      expect(await keys()).toEqual([key]);
      expect(await node.hGetAll(key)).toEqual({ used: '1', held: '0' });
    });

    test('keeps an account that stores something, but nothing else of it', async () => {
      await ledger.open(account, 0);
      await hold('a', 5);
      await settle('a', 5, 50);
      expect(await node.pTTL(key)).toBe(-1);
      await vi.waitFor(async () => expect(await keys()).toEqual([key]), 20_000);
      expect(await node.hGetAll(key)).toEqual({ used: '5', held: '0' });
    });

    test('keeps the holds of an account that stores something', async () => {
      await ledger.open(account, 0);
      await hold('a', 5);
      await hold('b', 5);
      expect(await node.pTTL(`${key}:leases`)).toBeGreaterThan(0);
      await settle('a', 5);
      expect(await node.pTTL(`${key}:leases`)).toBe(-1);
      await settle('c', -5);
      expect(await node.pTTL(key)).toBeGreaterThan(0);
      expect(await node.pExpireTime(`${key}:leases`)).toBe(await node.pExpireTime(key));
    });

    test('forgets an account that stores nothing, 10 minutes after its last lease', async () => {
      const isKeptFor = async (lease: number) => {
        const end = lease + 600_000;
        for (const each of (await keys()).filter((name) => !name.includes('settled'))) {
          expect(await node.pTTL(each)).toBeGreaterThan(end - LEASE / 2);
          // Redis measures the remaining time from the start of its event loop turn, a little before the result of TIME.
          expect(await node.pTTL(each)).toBeLessThan(end + LEASE / 2);
        }
      };
      await ledger.open(account, 0);
      await isKeptFor(0);
      await hold('long', 5, 2 * LEASE);
      await hold('short', 5, LEASE);
      await isKeptFor(2 * LEASE);
      expect(await keys()).toEqual([key, `${key}:leases`]);
      await settle('long', 0, 1);
      await isKeptFor(LEASE);
      await settle('short', 0, 1);
      await isKeptFor(0);
      await vi.waitFor(async () => expect(await keys()).toEqual([key]), 20_000);
      await node.pExpireAt(key, 1);
      expect(await ledger.read(account)).toBeUndefined();
    });

    test('does the same work for 20,000 holds as for 2', async () => {
      const workWith = async (count: number) => {
        account = randomUUID();
        await ledger.open(account, 1);
        await holdMany(count);
        await node.configResetStat();
        await hold('new', 5);
        await hold('new', 6);
        await hold('refused', 5, LEASE, 1);
        await settle('new', 6);
        expect(await ledger.read(account)).toEqual({ usedBytes: 7, heldBytes: count });
        await ledger.open(account, 1);
        return calls();
      };
      // So that Redis knows the scripts.
      await workWith(2);
      const expected = await workWith(2);
      for (const command of Object.keys(expected)) expect(CHEAP).toContain(command);
      expect(await workWith(20_000)).toEqual(expected);
    });

    test.each(['hold', 'read', 'settle'])(
      'frees lapsed holds before a %s, 1,000 at a time',
      async (request) => {
        await ledger.open(account, 0);
        await holdMany(20_000);
        await node.zUnionStore(`${key}:leases`, { key: `${key}:leases`, weight: 0 });
        await node.configResetStat();
        if (request === 'hold') {
          expect(await hold('a', 20_000, LEASE, 20_000)).toEqual({
            held: true,
            usedBytes: 0,
            heldBytes: 20_000,
          });
          await settle('a', 0);
        } else if (request === 'read') {
          expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 0 });
        } else {
          await settle('a-1', 1);
        }
        const { evalsha = 0, eval: byText = 0, hdel = 0 } = await calls();
        expect(evalsha + byText).toBeGreaterThan(20);
        expect(hdel).toBeGreaterThanOrEqual(20);
        expect(hdel).toBeLessThanOrEqual(21);
        expect(await node.hGetAll(key)).toEqual({ used: request === 'settle' ? '1' : '0', held: '0' });
        expect(await node.exists(`${key}:leases`)).toBe(0);
      },
    );

    test('holds nothing forever after Redis has evicted one of its keys', async () => {
      await ledger.open(account, 7);
      await hold('a', 5);
      await node.del(`${key}:leases`);
      expect(await ledger.read(account)).toEqual({ usedBytes: 7, heldBytes: 0 });
      expect(await hold('a', 5)).toEqual({ held: true, usedBytes: 7, heldBytes: 5 });
      await node.del(key);
      expect(await ledger.read(account)).toBeUndefined();
      await ledger.open(account, 0);
      await hold('b', 5);
      await node.del(`${key}:leases`);
      expect(await ledger.read(account)).toEqual({ usedBytes: 0, heldBytes: 0 });
      expect(await node.pTTL(key)).toBeGreaterThan(0);
    });

    /** In two halves, because at most 10,000 requests may wait. */
    async function holdMany(count: number): Promise<void> {
      const indexes = Array.from({ length: count / 2 }, (_, index) => index);
      for (const half of ['a', 'b']) await Promise.all(indexes.map((index) => hold(`${half}-${index}`, 1)));
    }

    /** Returns how often each command was called, in scripts or not. */
    async function calls(): Promise<Record<string, number>> {
      const stats = (await node.info('commandstats')).matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm);
      const all = Object.fromEntries(Array.from(stats, ([, command, count]) => [command, Number(count)]));
      delete all['config|resetstat'];
      delete all.info;
      return all;
    }
  });
});

/** Commands that take O(log n) with the arguments of the scripts. */
const CHEAP = [
  'get',
  'evalsha',
  'eval',
  ...['time', 'set', 'exists', 'pexpireat', 'persist'],
  ...['hget', 'hmget', 'hset', 'hdel', 'hlen'],
  ...['zcard', 'zadd', 'zrem', 'zrangebyscore', 'zrevrange'],
];

describeRedis('without a connection', () => {
  const DISCONNECTED = 'The Redis client is not connected';
  let server: PrivateRedis;
  const closers: (() => void)[] = [];

  beforeEach(async () => {
    server = await startPrivateRedis();
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) close();
    await server.stop();
  });

  const openIoRedis = (options: object = {}) => {
    const client = new Redis(server.socketPath, { maxRetriesPerRequest: null, ...options });
    client.on('error', () => undefined);
    closers.push(() => client.disconnect());
    return client;
  };

  test('node-redis: rejects at once before, between and after connections', async () => {
    const client = nodeRedis(server.socketPath);
    client.on('error', () => undefined);
    const ledger = new RedisLedger(client);
    await expect(ledger.read('a')).rejects.toThrow(DISCONNECTED);
    await client.connect();
    await ledger.open('a', 1);
    const away = new Promise((resolve) => client.once('reconnecting', resolve));
    await server.stop();
    await away;
    await expect(ledger.hold({ account: 'a', id: 'a', bytes: 1, quotaBytes: 1, lease: 1 })).rejects.toThrow(
      DISCONNECTED,
    );
    await expect(ledger.settle({ account: 'a', id: 'a', change: 1, lease: 1 })).rejects.toThrow(DISCONNECTED);
    client.destroy();
    await expect(ledger.open('a', 1)).rejects.toThrow(DISCONNECTED);
  });

  test('node-redis: rejects at once for a cluster that was never connected', async () => {
    await expect(new RedisLedger(nodeRedisCluster([1])).read('a')).rejects.toThrow(DISCONNECTED);
  });

  test.each([false, true])(
    'ioredis: a request waits for the first connection, lazyConnect %s',
    async (lazyConnect) => {
      const client = openIoRedis({ lazyConnect });
      const ledger = new RedisLedger(client);
      expect(client.status).not.toBe('ready');
      await ledger.open('a', 1);
      expect(await ledger.read('a')).toEqual({ usedBytes: 1, heldBytes: 0 });
    },
  );

  test('ioredis: rejects at once while it reconnects, whatever its status', async () => {
    const client = openIoRedis({ retryStrategy: () => 1 });
    const ledger = new RedisLedger(client);
    await ledger.open('a', 1);
    const closed = new Promise((resolve) => client.once('close', resolve));
    await server.stop();
    await closed;
    for (const status of ['connecting', 'reconnecting', 'connecting']) {
      const [seen, request] = await new Promise<[string, Promise<unknown>]>((resolve) =>
        client.once(status, () => resolve([client.status, ledger.read('a')])),
      );
      expect(seen).toBe(status);
      await expect(request).rejects.toThrow(DISCONNECTED);
    }
    client.disconnect();
    await vi.waitFor(() => expect(client.status).toBe('end'), 20_000);
    await expect(ledger.read('a')).rejects.toThrow(DISCONNECTED);
  });

  test('ioredis: rejects at once when the first connection fails', async () => {
    await server.stop();
    const client = openIoRedis();
    const ledger = new RedisLedger(client);
    await new Promise((resolve) => client.once('close', resolve));
    await expect(ledger.read('a')).rejects.toThrow(DISCONNECTED);
  });

  test('works again when Redis is back', async () => {
    const client = openIoRedis();
    const ledger = new RedisLedger(client);
    await ledger.open('a', 1);
    const closed = new Promise((resolve) => client.once('close', resolve));
    client.disconnect(true);
    await closed;
    await vi.waitFor(async () => expect(await ledger.read('a')).toMatchObject({ usedBytes: 1 }), 20_000);
  });

  test('counts a settlement once that ioredis sends twice', async () => {
    const client = openIoRedis();
    const ledger = new RedisLedger(client);
    await ledger.open('a', 1);
    await ledger.settle({ account: 'a', id: 'so that Redis has the script', change: 0, lease: LEASE });
    server.pause();
    const settled = ledger.settle({ account: 'a', id: 'a', change: 5, lease: LEASE });
    // The server has received the request and will run it, but cannot answer.
    client.stream.destroy();
    server.resume();
    await settled;
    expect(await client.info('commandstats')).toContain('cmdstat_set:calls=3,');
    expect(await ledger.read('a')).toEqual({ usedBytes: 6, heldBytes: 0 });
  });

  test('changes nothing when Redis itself is full', async () => {
    const client = openIoRedis();
    const ledger = new RedisLedger(client);
    const request = { account: 'a', id: 'a', lease: LEASE };
    await ledger.open('a', 1);
    await ledger.hold({ ...request, bytes: 5, quotaBytes: 10 });
    await client.config('SET', 'maxmemory', 1);
    const before = await client.hgetall('{http507:a}');
    await expect(ledger.hold({ ...request, bytes: 6, quotaBytes: 10 })).rejects.toThrow(/OOM/);
    await expect(ledger.settle({ ...request, change: 5 })).rejects.toThrow(/OOM/);
    expect(await client.hgetall('{http507:a}')).toEqual(before);
    await client.config('SET', 'maxmemory', 0);
    await ledger.settle({ ...request, change: 5 });
    expect(await ledger.read('a')).toEqual({ usedBytes: 6, heldBytes: 0 });
  });

  test('lets at most 10,000 requests wait for a Redis that hangs', async () => {
    const client = openIoRedis();
    const ledger = new RedisLedger(client);
    await ledger.open('a', 1);
    server.pause();
    const waiting = Array.from({ length: 10_000 }, () => ledger.read('a'));
    await expect(ledger.read('a')).rejects.toThrow('Too many requests wait for Redis');
    server.resume();
    await Promise.all(waiting);
    expect(await ledger.read('a')).toMatchObject({ usedBytes: 1 });
  });
});

describeRedis('on a Redis Cluster', () => {
  let cluster: PrivateRedisCluster;
  let node: ReturnType<typeof nodeRedisCluster>;
  let io: Cluster;
  let byNode: RedisLedger;
  let byIo: RedisLedger;

  beforeAll(async () => {
    cluster = await startPrivateRedisCluster();
    node = nodeRedisCluster(cluster.ports);
    await node.connect();
    io = ioRedisCluster(cluster.ports);
    byNode = new RedisLedger(node);
    byIo = new RedisLedger(io);
  });
  afterAll(async () => {
    node.destroy();
    io.disconnect();
    await cluster.stop();
  });

  describeLedger('in a Redis Cluster, by node-redis', () => byNode);
  describeLedger('in a Redis Cluster, by ioredis', () => byIo);

  test('continues after the nodes have forgotten the scripts', async () => {
    for (const ledger of [byNode, byIo]) {
      await Promise.all(io.nodes('master').map((master) => master.script('FLUSH')));
      expect(await ledger.read(randomUUID())).toBeUndefined();
    }
  });

  test('puts all keys of an account into one slot, whatever its name is', async () => {
    const names = ['', '{', '}', '{}', '}{', '{a}{b}', 'a}:leases', ':leases', ' \t\r\n', '*', '%7B', '\0'];
    names.push('\u{1F4BE}', 'a'.repeat(255), '\u6F22'.repeat(255));
    const masters = io.nodes('master');
    for (const account of names) {
      for (const ledger of [byNode, byIo]) {
        await Promise.all(masters.map((master) => master.flushall()));
        await ledger.open(account, 1);
        await ledger.hold({ account, id: 'a', bytes: 1, quotaBytes: 9, lease: LEASE });
        await ledger.hold({ account, id: 'b', bytes: 2, quotaBytes: 9, lease: LEASE });
        await ledger.settle({ account, id: 'a', change: 1, lease: LEASE });
        expect(await ledger.read(account)).toEqual({ usedBytes: 2, heldBytes: 2 });
        const keys = (await Promise.all(masters.map((master) => master.keys('*')))).flat().sort();
        const key = `{http507:${encodeURIComponent(account)}}`;
        expect(keys).toEqual([key, `${key}:leases`, `${key}:settled:a`]);
        const slots = await Promise.all(keys.map((each) => io.cluster('KEYSLOT', each)));
        expect(new Set(slots).size).toBe(1);
      }
    }
  });

  test('spreads accounts over the nodes', async () => {
    await Promise.all(io.nodes('master').map((master) => master.flushall()));
    await Promise.all(Array.from({ length: 100 }, (_, index) => byIo.open(`account-${index}`, 1)));
    for (const master of io.nodes('master')) expect(await master.dbsize()).toBeGreaterThan(0);
  });
});
