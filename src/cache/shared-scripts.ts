/**
 * What Redis does in one go. Of each target there are five keys: value, lock, and three fences: on everything, on the
 * record or parent, on the kind. A value is `<fresh until, 13 digits> <token> <text>`; the token is what the fences were
 * when the reading began, so a value whose token is no longer theirs is worth nothing, whenever it came.
 *
 * Fences on many things are made, from the clock, where they are missing: a Redis that throws out what it has no room for
 * then throws out all that hangs on them. One on a record alone need not be, for its value goes when it is raised.
 */
const fences = `
local known = {}
local function lasting(key, life)
  if known[key] then return known[key] end
  local fence = redis.call('GET', key)
  if not fence and life then
    local time = redis.call('TIME')
    fence = time[1] .. string.format('%06d', tonumber(time[2]))
    redis.call('SET', key, fence)
  end
  if life then redis.call('PEXPIRE', key, life) end
  known[key] = fence or '0'
  return known[key]
end
local function tokenOf(i, life)
  return lasting(KEYS[i + 2], life) .. '.' .. (redis.call('GET', KEYS[i + 3]) or '0') .. '.' .. lasting(KEYS[i + 4], life)
end
`

/** ARGV: who locks (empty: nobody), for how many ms, what time it is, and for how many ms fences last. */
export const fetchScript = `${fences}
local out = {}
for i = 1, #KEYS, 5 do
  local token = tokenOf(i, ARGV[4])
  local value = redis.call('GET', KEYS[i])
  local text, fresh, locked = '', 0, 0
  if value then
    local untilMs, of, rest = string.match(value, '^(%d%d%d%d%d%d%d%d%d%d%d%d%d) (%S+) (.*)$')
    if of == token then
      text = rest
      if tonumber(untilMs) > tonumber(ARGV[3]) then fresh = 1 end
    else
      redis.call('DEL', KEYS[i])
    end
  end
  if fresh == 0 and ARGV[1] ~= '' then
    if redis.call('SET', KEYS[i + 1], ARGV[1], 'NX', 'PX', ARGV[2]) then locked = 1 end
  end
  out[#out + 1] = { text, fresh, locked, token }
end
return out`

/** ARGV: whose locks are given back, then of each target its token, its value (empty: none; '-': takes out what is there) and its life in ms. */
export const storeScript = `${fences}
local at = 2
for i = 1, #KEYS, 5 do
  if ARGV[at + 1] == '-' then
    redis.call('DEL', KEYS[i])
  elseif ARGV[at + 1] ~= '' and tokenOf(i) == ARGV[at] then
    redis.call('SET', KEYS[i], ARGV[at + 1], 'PX', ARGV[at + 2])
  end
  if redis.call('GET', KEYS[i + 1]) == ARGV[1] then redis.call('DEL', KEYS[i + 1]) end
  at = at + 3
end
return 1`

/** KEYS: fences, then values that go. ARGV: how many are fences, and for how many ms each lasts. */
export const raiseScript = `
for i = 1, tonumber(ARGV[1]) do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('INCR', KEYS[i])
  else
    local time = redis.call('TIME')
    redis.call('SET', KEYS[i], time[1] .. string.format('%06d', tonumber(time[2])))
  end
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
for i = tonumber(ARGV[1]) + 1, #KEYS do redis.call('DEL', KEYS[i]) end
return 1`
