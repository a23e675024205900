import { createHash } from 'node:crypto';

/** A Lua script, which Redis runs atomically. */
export interface RedisScript {
  readonly text: string;
  /** The SHA-1 by which Redis knows the script, in hexadecimal. */
  readonly sha1: string;
}

/**
 * How long an account without stored bytes is kept after its last lease, in milliseconds. A process that was suspended for longer than its
 * lease may still settle, and a settlement for an unknown account is not counted.
 */
const IDLE = 600_000;

/** How many expired holds are removed at once, so that Redis can serve others. Lua could pass on about 8,000. */
const BATCH = 1_000;

/** The reply that asks to repeat the request, because a batch was full. Nothing else has been done. */
export const AGAIN = 'again';

/**
 * KEYS[1] is a hash with `used`, `held` and a `hold:<id>` for each hold. KEYS[2] is a sorted set of the same `hold:<id>`, scored by the end of
 * the lease, in milliseconds of Redis's own clock. Lua's numbers are exact up to 2^53, but tostring is not.
 */
const BOOKS = `
local account, leases = KEYS[1], KEYS[2]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function text(number)
  return string.format('%.0f', number)
end

local fields = redis.call('HLEN', account)
if fields == 0 then return false end
if fields ~= redis.call('ZCARD', leases) + 2 then
  -- One of the two was evicted. What is stored is still known. Uploads in progress will renew their holds.
  local used, ttl = redis.call('HGET', account, 'used'), redis.call('PTTL', account)
  redis.call('DEL', account, leases)
  redis.call('HSET', account, 'used', used, 'held', '0')
  if ttl >= 0 then redis.call('PEXPIRE', account, ttl) end
end

local lapsed = redis.call('ZRANGEBYSCORE', leases, '-inf', text(now), 'LIMIT', 0, ${BATCH})
if #lapsed > 0 then
  local freed = 0
  for _, bytes in ipairs(redis.call('HMGET', account, unpack(lapsed))) do
    freed = freed + (tonumber(bytes) or 0)
  end
  redis.call('HDEL', account, unpack(lapsed))
  redis.call('ZREM', leases, unpack(lapsed))
  redis.call('HINCRBY', account, 'held', text(-freed))
  if #lapsed == ${BATCH} then return '${AGAIN}' end
end

local figures = redis.call('HMGET', account, 'used', 'held', ARGV[1] or '')
local used, held, before = tonumber(figures[1]), tonumber(figures[2]), tonumber(figures[3] or 0)

-- An account without stored bytes is not kept forever.
local function let_expire(lease)
  local last = redis.call('ZREVRANGE', leases, 0, 0, 'WITHSCORES')[2]
  local at = text(math.max(now + lease, tonumber(last or 0)) + ${IDLE})
  redis.call('PEXPIREAT', account, at)
  redis.call('PEXPIREAT', leases, at)
end
`;

/** Sets a hold. Arguments: `hold:<id>`, its bytes, the quota, the lease. */
export const HOLD = script(`${BOOKS}
local hold, bytes, quota, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local after = held - before + bytes
if bytes > before and used + after > quota then return { '0', text(used), text(held) } end
if bytes > 0 then
  redis.call('HSET', account, 'held', text(after), hold, ARGV[2])
  redis.call('ZADD', leases, text(now + lease), hold)
elseif before > 0 then
  redis.call('HDEL', account, hold)
  redis.call('ZREM', leases, hold)
  redis.call('HSET', account, 'held', text(after))
end
if used == 0 then let_expire(lease) end
return { '1', text(used), text(after) }
`);

/** Ends a hold. KEYS[3] remembers the change. Arguments: `hold:<id>`, the change, the lease, the largest number that can be counted. */
export const SETTLE = script(`${BOOKS}
local hold, change, lease, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local last = redis.call('GET', KEYS[3])
-- Its undoing has overtaken it, on another connection.
if last == '0' and change ~= 0 and before == 0 then return end
local undone = tonumber(last or 0)
redis.call('SET', KEYS[3], ARGV[2], 'PX', ARGV[3])
local after = math.min(math.max(used + change - undone, 0), most)
if before > 0 then
  redis.call('HDEL', account, hold)
  redis.call('ZREM', leases, hold)
end
redis.call('HSET', account, 'used', text(after), 'held', text(held - before))
if after == 0 then
  let_expire(lease)
elseif used == 0 then
  redis.call('PERSIST', account)
  redis.call('PERSIST', leases)
end
`);

/** Returns the used and the held bytes. */
export const READ = script(`${BOOKS}
return { text(used), text(held) }
`);

/** Creates an account. Argument: the used bytes. */
export const OPEN = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return end
redis.call('HSET', KEYS[1], 'used', ARGV[1], 'held', '0')
if ARGV[1] == '0' then redis.call('PEXPIRE', KEYS[1], ${IDLE}) end
`);

function script(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}
