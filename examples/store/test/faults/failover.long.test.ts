import { RedisLedger } from '@http507/guard';
import { createSentinel } from 'redis';
import { expect, onTestFinished, test } from 'vitest';

import {
  type PrivateRedisCluster,
  startPrivateRedisCluster,
} from '../../../../packages/guard/test/private-redis-cluster.ts';
import type { Service } from '../service.ts';
import {
  accountOfFolder,
  type Books,
  expectAnswers,
  expectTrueBooks,
  expectWithinQuota,
  type Tolerance,
} from './books.ts';
import { connectRedisCluster } from './connect-redis-cluster.ts';
import { describeWith } from './describe-with.ts';
import { BYTES, type Load } from './load.ts';
import { setUpSentinel, startServices } from './places.ts';
import { ACCOUNTS, underLoad } from './under-load.ts';

/** In seconds. Two thirds of it are longer than a failover. */
const LEASE = 15;
const LEASE_SECONDS = String(LEASE);

const PROGRAM = 'test/faults/upload-service.mjs';

/**
 * Redis passes changes on after it has answered. So a primary that is killed may take the changes of its last moment with it. A service answers
 * some of them after the kill, because it must still place the file.
 */
function changesOfLastMoment({ outcomes }: Load, killed: number): Tolerance {
  const last = outcomes.filter(
    ({ status, ended }) =>
      (status === 201 || status === 204) && ended > killed - 100 && ended < killed + 1_000,
  );
  return (account) =>
    BYTES * last.filter((each) => each.account === account || !ACCOUNTS.includes(account)).length;
}

async function expectAfterFailover(books: Books, load: Load, lost: Tolerance): Promise<void> {
  expect(load.count({ status: 503 })).toBeGreaterThan(0);
  expectAnswers(books, load);
  await expectWithinQuota(books, lost);
  await expectTrueBooks(books, LEASE, lost);
}

/** A cluster, and two services whose ledger is in it. */
interface ClusterPlace {
  readonly cluster: PrivateRedisCluster;
  readonly services: readonly Service[];
  readonly dataDir: string;
  /** The ports of the primaries of the accounts. Those of `full` and `one` differ. */
  readonly primaries: ReadonlyMap<string, number>;
  readonly primaryOfFolder: number;
}

async function setUpCluster(): Promise<ClusterPlace> {
  const cluster = await startPrivateRedisCluster(1);
  onTestFinished(() => cluster.stop());
  const env = { LEASE_SECONDS, REDIS_CLUSTER: cluster.ports.join() };
  const each = [
    { ...env, REDIS_CLIENT: 'redis' },
    { ...env, REDIS_CLIENT: 'ioredis' },
  ];
  const { services, dataDir } = await startServices(['store', 'store'], each, PROGRAM);
  const folder = accountOfFolder(dataDir);
  const primaries = new Map<string, number>();
  for (const account of [...ACCOUNTS, folder]) {
    primaries.set(account, await cluster.primaryOf(`{http507:${encodeURIComponent(account)}}`));
  }
  return { cluster, services, dataDir, primaries, primaryOfFolder: primaries.get(folder) as number };
}

async function killUnderLoad(place: ClusterPlace, primary: number): Promise<void> {
  const { cluster, services, dataDir, primaries } = place;
  const { load, began } = await underLoad(services, () => cluster.kill(primary));
  const client = await connectRedisCluster(cluster.ports);
  onTestFinished(() => client.destroy());
  const lost = changesOfLastMoment(load, began);
  await expectAfterFailover({ dataDir, ledger: new RedisLedger(client) }, load, (account) =>
    primaries.get(account) === primary ? lost(account) : 0,
  );
}

describeWith(['redis'], 'two services with a ledger in a Redis Cluster, by node-redis and by ioredis', () => {
  test('refuse while the primary of the folder is replaced, and count every file afterwards', async () => {
    const place = await setUpCluster();
    await killUnderLoad(place, place.primaryOfFolder);
  }, 120_000);

  test('refuse while the primary of an account is replaced, and count every file afterwards', async () => {
    const place = await setUpCluster();
    const others = [...place.primaries.values()].filter((each) => each !== place.primaryOfFolder);
    await killUnderLoad(place, others[0] as number);
  }, 120_000);
});

describeWith(['redis'], 'a client of node-redis', () => {
  test('that does not connect while the primary of a Redis Cluster is dead is replaced by one that does', async () => {
    const cluster = await startPrivateRedisCluster(1);
    onTestFinished(() => cluster.stop());
    const key = '{http507:full}';
    await cluster.kill(await cluster.primaryOf(key));
    const client = await connectRedisCluster(cluster.ports);
    onTestFinished(() => client.destroy());
    const ledger = new RedisLedger(client);
    await ledger.open('full', 1);
    expect(await ledger.read('full')).toEqual({ usedBytes: 1, heldBytes: 0 });
  });
});

describeWith(['redis'], 'two services with a ledger in Redis behind Sentinel', () => {
  test('refuse while the primary is replaced, and count every file afterwards', async () => {
    const redis = await setUpSentinel();
    const env = { LEASE_SECONDS, REDIS_SENTINEL: String(redis.sentinelPort) };
    const { services, dataDir } = await startServices(['store', 'store'], env, PROGRAM);
    const { load, began } = await underLoad(services, () => redis.killPrimary());
    const client = createSentinel({
      name: 'ledger',
      sentinelRootNodes: [{ host: '127.0.0.1', port: redis.sentinelPort }],
    });
    client.on('error', () => undefined);
    await client.connect();
    onTestFinished(() => client.destroy());
    const books = { dataDir, ledger: new RedisLedger(client) };
    await expectAfterFailover(books, load, changesOfLastMoment(load, began));
  }, 120_000);
});
