import { createHash } from 'node:crypto';

/** A script in Lua, which Redis runs as one. */
export interface RedisScript {
  readonly text: string;
  /** What Redis has it by once it has seen it, in hexadecimal. */
  readonly sha1: string;
}

/**
 * How long an account that nothing is stored for is known after its last lease, in milliseconds: whoever has slept through
 * the lease may still settle, which an account that is not known does not count.
 */
const IDLE = 600_000;

/** How many lapsed holds are freed at once, so that Redis has time for others; Lua could pass on some 8,000. */
const BATCH = 1_000;

/** The reply that asks for the same once more, because a batch was full; nothing else has been done yet. */
export const AGAIN = 'again';

/**
 * KEYS[1] is a hash: `used`, `held`, and `hold:<id>` for each hold. KEYS[2] is a sorted set of the same `hold:<id>`, by when
 * their leases end, in milliseconds of Redis's own clock. Lua's numbers are exact up to 2^53, but tostring is not.
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
  -- One of the two has been evicted. What is stored is still known; who still uploads will renew what is held.
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

-- Of an account that nothing is stored for, nothing is kept for ever.
local function let_expire(lease)
  local last = redis.call('ZREVRANGE', leases, 0, 0, 'WITHSCORES')[2]
  local at = text(math.max(now + lease, tonumber(last or 0)) + ${IDLE})
  redis.call('PEXPIREAT', account, at)
  redis.call('PEXPIREAT', leases, at)
end
`;

/** Sets a hold: `hold:<id>`, its bytes, the quota, the lease. */
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

/** Ends a hold; KEYS[3] remembers by which change: `hold:<id>`, the change, the lease, the most that can be counted. */
export const SETTLE = script(`${BOOKS}
local hold, change, lease, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local undone = tonumber(redis.call('GET', KEYS[3]) or 0)
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

/** Returns what is used and what is held. */
export const READ = script(`${BOOKS}
return { text(used), text(held) }
`);

/** Enters an account: what is used. */
export const OPEN = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return end
redis.call('HSET', KEYS[1], 'used', ARGV[1], 'held', '0')
if ARGV[1] == '0' then redis.call('PEXPIRE', KEYS[1], ${IDLE}) end
`);

function script(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}
