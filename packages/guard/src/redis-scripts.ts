import { createHash } from 'node:crypto';

/** A script in Lua, which Redis runs as one. */
export interface RedisScript {
  readonly text: string;
  /** What Redis has it by once it has seen it, in hexadecimal. */
  readonly sha1: string;
}

/** How long an account that nothing is stored for is known before anything is held for it, in milliseconds. */
const OPENED = 60_000;

/** How many lapsed holds are freed by one command; Lua can pass no more than some 8,000. */
const BATCH = 1_000;

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

-- One of the two keys has been evicted. What is stored is still known; who still uploads will renew what is held.
local function forget_holds(used)
  local ttl = redis.call('PTTL', account)
  redis.call('DEL', account, leases)
  redis.call('HSET', account, 'used', text(used), 'held', '0')
  if ttl >= 0 then redis.call('PEXPIRE', account, ttl) end
end

-- Until none is left, or a hold that fits would be refused. Each is freed once, so that on average it is one per hold.
local function free_lapsed(held)
  while true do
    local holds = redis.call('ZRANGEBYSCORE', leases, '-inf', text(now), 'LIMIT', 0, ${BATCH})
    if #holds == 0 then return held end
    for _, bytes in ipairs(redis.call('HMGET', account, unpack(holds))) do
      held = held - (tonumber(bytes) or 0)
    end
    redis.call('HDEL', account, unpack(holds))
    redis.call('ZREM', leases, unpack(holds))
    redis.call('HSET', account, 'held', text(held))
  end
end

local function read_books()
  local figures = redis.call('HMGET', account, 'used', 'held')
  if not figures[1] then return end
  local used = tonumber(figures[1])
  if redis.call('HLEN', account) ~= redis.call('ZCARD', leases) + 2 then
    forget_holds(used)
    return used, 0
  end
  return used, free_lapsed(tonumber(figures[2]))
end

local function set_hold(hold, bytes, lease)
  if bytes > 0 then
    redis.call('HSET', account, hold, text(bytes))
    redis.call('ZADD', leases, text(now + lease), hold)
  elseif redis.call('HDEL', account, hold) == 1 then
    redis.call('ZREM', leases, hold)
  end
end

-- Of an account that nothing is stored for, nothing is kept once its last lease is over.
local function let_expire(lease)
  local last = redis.call('ZREVRANGE', leases, 0, 0, 'WITHSCORES')[2]
  local at = text(math.max(now + lease, tonumber(last or 0)))
  redis.call('PEXPIREAT', account, at)
  redis.call('PEXPIREAT', leases, at)
end
`;

/** Sets a hold: `hold:<id>`, its bytes, the quota, the lease. */
export const HOLD = script(`${BOOKS}
local hold, bytes, quota, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local used, held = read_books()
if not used then return false end
local before = tonumber(redis.call('HGET', account, hold) or 0)
local after = held - before + bytes
if bytes > before and used + after > quota then return { '0', text(used), text(held) } end
set_hold(hold, bytes, lease)
redis.call('HSET', account, 'held', text(after))
if used == 0 then let_expire(lease) end
return { '1', text(used), text(after) }
`);

/** Ends a hold, once, which KEYS[3] remembers: `hold:<id>`, the change, the lease, the most that can be counted. */
export const SETTLE = script(`${BOOKS}
local hold, change, lease, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local used, held = read_books()
if not used then return end
if not redis.call('SET', KEYS[3], '', 'NX', 'PX', ARGV[3]) then return end
local before = tonumber(redis.call('HGET', account, hold) or 0)
local after = math.min(math.max(used + change, 0), most)
set_hold(hold, 0)
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
local used, held = read_books()
return used and { text(used), text(held) }
`);

/** Enters an account: what is used. */
export const OPEN = script(`
if redis.call('EXISTS', KEYS[1]) == 1 then return end
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'used', ARGV[1], 'held', '0')
if ARGV[1] == '0' then redis.call('PEXPIRE', KEYS[1], ${OPENED}) end
`);

function script(text: string): RedisScript {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}
