import type { Leases } from '../core/lanes.ts';
import { KEYS } from './keys.ts';
import { leaseKeys, parseLeases } from './read-job.ts';
import type { Redis } from './redis.ts';

/** How many batches of a job are done: one command, a few bytes. */
export async function countDone(redis: Redis, jobId: string): Promise<number> {
  const [count] = await redis.pipeline([['HLEN', KEYS.done(jobId)]]);
  return Number(count);
}

/** Whether any lane of a job has a lease: one command. */
export async function hasLease(redis: Redis, jobId: string): Promise<boolean> {
  return (await readLeases(redis, jobId)).size > 0;
}

/** One command. */
export async function readLeases(redis: Redis, jobId: string): Promise<Leases> {
  const [leases] = await redis.pipeline([['MGET', ...leaseKeys(jobId)]]);
  return parseLeases(Array.isArray(leases) ? leases : []);
}
