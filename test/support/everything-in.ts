import * as z from 'zod';
import type { Command } from '../../src/store/redis.ts';
import type { WatchedRedis } from './watched-redis.ts';

type Type = 'string' | 'hash' | 'set' | 'zset';

const READERS: Record<Type, (key: string) => Command> = {
  string: (key) => ['GET', key],
  hash: (key) => ['HGETALL', key],
  set: (key) => ['SMEMBERS', key],
  zset: (key) => ['ZRANGE', key, 0, -1, 'WITHSCORES'],
};

/**
 * All that a Redis holds, by key: two of them are the same if these are equal. Nobody may delete a key meanwhile.
 *
 * @param pattern of the keys, as Redis has them. @default all
 */
export async function everythingIn(redis: WatchedRedis, pattern = '*'): Promise<Record<string, unknown>> {
  const keys = z.array(z.string()).parse(await redis.ask('KEYS', pattern));
  const values = keys.sort().map(async (key) => {
    const type = z.enum(['string', 'hash', 'set', 'zset']).parse(await redis.ask('TYPE', key));
    return [key, inOrder(type, await redis.ask(...READERS[type](key)))] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

/** Fields and members come in any order. */
function inOrder(type: Type, reply: unknown): unknown {
  if (type === 'string' || type === 'zset') return reply;
  const flat = z.array(z.string()).parse(reply);
  if (type === 'set') return flat.sort();
  return Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]]] : [])));
}
