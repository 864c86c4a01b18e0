import type { Command } from './redis.ts';

/** Upstash bills three commands: the script and its two calls, for however many keys. */
export const DELETE_IF_EQUAL = `
local own = {}
for index, value in ipairs(redis.call('MGET', unpack(KEYS))) do
  if value == ARGV[1] then own[#own + 1] = KEYS[index] end
end
if #own == 0 then return 0 end
return redis.call('DEL', unpack(own))`;

/**
 * Deletes those of the keys that hold a value. Redis has no command for it before version 8; compared here and deleted
 * there, a late request would delete what a successor has written.
 */
export function deleteIfEqual(value: string, ...keys: readonly string[]): Command {
  return ['EVAL', DELETE_IF_EQUAL, keys.length, ...keys, value];
}
