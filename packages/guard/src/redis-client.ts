import { expect } from './check.ts';

/** A client of `redis`, as returned by `createClient` or `createCluster`. */
export interface NodeRedisClient {
  readonly isReady: boolean;
  evalSha(sha1: string, options: NodeRedisEvalOptions): Promise<unknown>;
  eval(script: string, options: NodeRedisEvalOptions): Promise<unknown>;
}

/** The keys and arguments of a script of NodeRedisClient. */
export interface NodeRedisEvalOptions {
  keys: string[];
  arguments: string[];
}

/** A client of `ioredis`: a `Redis` or a `Cluster`. */
export interface IoRedisClient {
  readonly status: string;
  evalsha(sha1: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  eval(script: string, keyCount: number, ...keysAndArguments: string[]): Promise<unknown>;
  once(event: 'close', listener: () => void): unknown;
}

/** A client of `redis` or of `ioredis`. */
export type RedisClient = NodeRedisClient | IoRedisClient;

/** The common interface of both kinds of clients. */
export interface RedisDriver {
  /** Whether a command is sent now instead of being queued until Redis is available. */
  isReady(): boolean;
  evalSha(sha1: string, keys: string[], values: string[]): Promise<unknown>;
  eval(script: string, keys: string[], values: string[]): Promise<unknown>;
}

/**
 * Returns the driver of a client.
 *
 * @throws TypeError if it is not a client of `redis` or `ioredis`
 */
export function driverOf(client: RedisClient): RedisDriver {
  if (isNodeRedis(client)) return driveNodeRedis(client);
  expect(isIoRedis(client), 'client', 'a client of redis or of ioredis');
  return driveIoRedis(client);
}

function isNodeRedis(client: RedisClient | undefined | null): client is NodeRedisClient {
  const { evalSha, isReady } = (client ?? {}) as Partial<NodeRedisClient>;
  return typeof evalSha === 'function' && typeof isReady === 'boolean';
}

/** Clients of `redis` 3 have an `evalsha` with a callback. They have no status. */
function isIoRedis(client: RedisClient | undefined | null): client is IoRedisClient {
  const { evalsha, status } = (client ?? {}) as Partial<IoRedisClient>;
  return typeof evalsha === 'function' && typeof status === 'string';
}

function driveNodeRedis(client: NodeRedisClient): RedisDriver {
  return {
    isReady: () => client.isReady,
    evalSha: (sha1, keys, values) => client.evalSha(sha1, { keys, arguments: values }),
    eval: (script, keys, values) => client.eval(script, { keys, arguments: values }),
  };
}

/** The statuses before `ready`. */
const CONNECTING = ['wait', 'connecting', 'connect'];

function driveIoRedis(client: IoRedisClient): RedisDriver {
  // With `lazyConnect` the first command connects, so the first time a command may wait. Later the same statuses mean that the client tries
  // to reach a Redis server that is unavailable.
  let isFirst = true;
  client.once('close', () => {
    isFirst = false;
  });
  return {
    isReady: () => client.status === 'ready' || (isFirst && CONNECTING.includes(client.status)),
    evalSha: (sha1, keys, values) => client.evalsha(sha1, keys.length, ...keys, ...values),
    eval: (script, keys, values) => client.eval(script, keys.length, ...keys, ...values),
  };
}
