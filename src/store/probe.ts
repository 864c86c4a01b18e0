import type { Leases } from '../core/lanes.ts';
import { textsSchema } from './fields.ts';
import { KEYS } from './keys.ts';
import { leaseKeys, parseLeases } from './lease.ts';
import type { Redis, Reply } from './redis.ts';

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

/** Which batches are done: one command, some bytes for each. */
export async function readDone(redis: Redis, jobId: string): Promise<Set<number>> {
  const [done] = await redis.pipeline([['HKEYS', KEYS.done(jobId)]]);
  return parseDone(done);
}

/** What a lane has to know of the others: two commands, of one moment. */
export async function lookAround(
  redis: Redis,
  jobId: string,
): Promise<{ done: Set<number>; leases: Leases }> {
  const [done, leases] = await redis.transaction([
    ['HKEYS', KEYS.done(jobId)],
    ['MGET', ...leaseKeys(jobId)],
  ]);
  return { done: parseDone(done), leases: parseLeases(Array.isArray(leases) ? leases : []) };
}

function parseDone(reply: Reply | undefined): Set<number> {
  return new Set(textsSchema.parse(reply).map(Number));
}
