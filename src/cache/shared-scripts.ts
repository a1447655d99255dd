/**
 * What Redis does in one go. Fences are made, from its clock, where they are missing: a Redis that throws out what it has
 * no room for then makes worthless all that hung on them.
 */

/**
 * KEYS, of each target: its lock, and three fences: on everything, on the record or parent, on the kind. ARGV: who locks
 * (empty: nobody), for how many ms, and for how many ms fences last. Says of each its token, and whether it is locked now.
 */
export const claimScript = `
local known = {}
local function fenceOf(key)
  if not known[key] then
    local fence = redis.call('GET', key)
    if not fence then
      local time = redis.call('TIME')
      fence = time[1] .. string.format('%06d', tonumber(time[2]))
      redis.call('SET', key, fence)
    end
    redis.call('PEXPIRE', key, ARGV[3])
    known[key] = fence
  end
  return known[key]
end
local out = {}
for i = 1, #KEYS, 4 do
  local token = fenceOf(KEYS[i + 1]) .. '.' .. fenceOf(KEYS[i + 2]) .. '.' .. fenceOf(KEYS[i + 3])
  local locked = 0
  if ARGV[1] ~= '' and redis.call('SET', KEYS[i], ARGV[1], 'NX', 'PX', ARGV[2]) then locked = 1 end
  out[#out + 1] = { token, locked }
end
return out`

/** KEYS: locks. ARGV: whose are given back. */
export const releaseScript = `
for i = 1, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[1] then redis.call('DEL', KEYS[i]) end
end
return 1`

/** KEYS: fences. ARGV: for how many ms each lasts. */
export const raiseScript = `
for i = 1, #KEYS do
  if redis.call('EXISTS', KEYS[i]) == 1 then
    redis.call('INCR', KEYS[i])
  else
    local time = redis.call('TIME')
    redis.call('SET', KEYS[i], time[1] .. string.format('%06d', tonumber(time[2])))
  end
  redis.call('PEXPIRE', KEYS[i], ARGV[1])
end
return 1`
