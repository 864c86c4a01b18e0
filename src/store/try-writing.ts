import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/**
 * Writes a key of its own, reads it, and deletes it: one request of three commands. A key that is left lives a minute.
 *
 * @returns whether Redis gave back what was written.
 */
export async function tryWriting(redis: Redis, id: string): Promise<boolean> {
  const key = KEYS.check(id);
  const [, value] = await redis.pipeline([
    ['SET', key, id, 'EX', 60],
    ['GET', key],
    ['DEL', key],
  ]);
  return value === id;
}
