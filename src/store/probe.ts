import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/** How many batches of a job are done: one command, a few bytes. */
export async function countDone(redis: Redis, jobId: string): Promise<number> {
  const [count] = await redis.pipeline([['HLEN', KEYS.done(jobId)]]);
  return Number(count);
}

/** Whether somebody has promised to go on. */
export async function hasLease(redis: Redis, jobId: string): Promise<boolean> {
  const [count] = await redis.pipeline([['EXISTS', KEYS.lease(jobId, 1)]]);
  return count === 1;
}
