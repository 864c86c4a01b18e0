/**
 * Deletes a key if it holds a value. Redis has no command for it before version 8; compared here and deleted there, a
 * late request would delete what a successor has written. Upstash bills three commands.
 */
export const DELETE_IF_EQUAL =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end";
