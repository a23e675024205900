import { expect, isLength, refuseUnknown } from './check.ts';
import type { AccountFigures, HoldRequest, HoldResult, Ledger, SettleRequest } from './ledger.ts';
import { driverOf, type RedisClient, type RedisDriver } from './redis-client.ts';
import { AGAIN, HOLD, OPEN, READ, type RedisScript, SETTLE } from './redis-scripts.ts';

/** Options of RedisLedger. */
export interface RedisLedgerOptions {
  /** The prefix of the keys, in braces: `{http507:<account>}` by default. */
  readonly prefix?: string | undefined;
}

/** How many requests may wait for a reply. If Redis hangs, the clients keep them forever. */
const MAX_WAITING = 10_000;

/**
 * A ledger in Redis, a Redis Cluster or Redis behind Sentinel. Each request is one script, with all keys in one slot. Redis must not evict keys
 * (`maxmemory-policy noeviction`). While the client is not connected, requests reject at once.
 */
export class RedisLedger implements Ledger {
  readonly durable = true;
  readonly #driver: RedisDriver;
  readonly #prefix: string;
  #waiting = 0;

  /**
   * @param client - a client of `redis` or `ioredis`, for a single server, a cluster or Sentinel. The caller connects and closes it
   * @throws TypeError that names the unknown or invalid argument
   */
  constructor(client: RedisClient, options: RedisLedgerOptions = {}) {
    refuseUnknown(options, ['prefix']);
    const { prefix = 'http507' } = options;
    expect(typeof prefix === 'string' && !/[{}]/.test(prefix), 'options.prefix', 'a string without braces');
    this.#prefix = prefix;
    this.#driver = driverOf(client);
  }

  async hold({ account, id, bytes, quotaBytes, lease }: HoldRequest): Promise<HoldResult | undefined> {
    // Larger numbers, and Infinity, are not exact.
    const quota = Math.min(quotaBytes, Number.MAX_SAFE_INTEGER);
    const values = [`hold:${id}`, bytes, quota, Math.ceil(lease)];
    const reply = await this.#run(HOLD, this.#keysOf(account), values);
    if (!isReply(reply)) return undefined;
    const [held, used, heldBytes] = reply.map(Number);
    return { held: held === 1, ...figuresOf([used, heldBytes]) };
  }

  async settle({ account, id, change, lease }: SettleRequest): Promise<void> {
    const keys = this.#keysOf(account);
    keys.push(`${keys[0]}:settled:${id}`);
    const values = [`hold:${id}`, change, Math.ceil(lease), Number.MAX_SAFE_INTEGER];
    await this.#run(SETTLE, keys, values);
  }

  async read(account: string): Promise<AccountFigures | undefined> {
    const reply = await this.#run(READ, this.#keysOf(account), []);
    return isReply(reply) ? figuresOf(reply.map(Number)) : undefined;
  }

  async open(account: string, usedBytes: number): Promise<void> {
    expect(isLength(usedBytes), 'usedBytes', 'a whole number of bytes');
    await this.#run(OPEN, this.#keysOf(account), [usedBytes]);
  }

  /** The part in braces determines the slot in a cluster. An encoded name contains no brace and no colon. */
  #keysOf(account: string): string[] {
    const key = `{${this.#prefix}:${encodeURIComponent(account)}}`;
    return [key, `${key}:leases`];
  }

  async #run(script: RedisScript, keys: string[], values: (string | number)[]): Promise<unknown> {
    if (!this.#driver.isReady()) throw new Error('The Redis client is not connected');
    if (this.#waiting >= MAX_WAITING) throw new Error('Too many requests wait for Redis');
    this.#waiting++;
    try {
      let reply: unknown;
      do {
        reply = await evaluate(this.#driver, script, keys, values.map(String));
      } while (String(reply) === AGAIN);
      return reply;
    } finally {
      this.#waiting--;
    }
  }
}

async function evaluate(
  driver: RedisDriver,
  { text, sha1 }: RedisScript,
  keys: string[],
  values: string[],
): Promise<unknown> {
  try {
    return await driver.evalSha(sha1, keys, values);
  } catch (error) {
    // Redis forgets scripts when it restarts, and a node of a cluster has only the scripts that were sent to it.
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return driver.eval(text, keys, values);
  }
}

/** Null means that Redis does not know the account. */
function isReply(reply: unknown): reply is unknown[] {
  return Array.isArray(reply);
}

function figuresOf([usedBytes = 0, heldBytes = 0]: readonly (number | undefined)[]): AccountFigures {
  return { usedBytes, heldBytes };
}
