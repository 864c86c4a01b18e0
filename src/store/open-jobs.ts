import { JOB_ID } from '../core/job.ts';
import { textsSchema } from './fields.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/**
 * The ids of all jobs without an end; the list of all jobs loses those whose keys have expired. What is no id was not
 * written by us, and is left out.
 */
export async function readOpenJobs(redis: Redis, now: number): Promise<string[]> {
  const [open] = await redis.pipeline([
    ['SMEMBERS', KEYS.openJobs],
    ['ZREMRANGEBYSCORE', KEYS.jobs, '-inf', now - JOB_LIFE_SECONDS * 1_000],
  ]);
  return textsSchema
    .parse(open)
    .filter((id) => JOB_ID.test(id))
    .sort();
}

/** Takes a job off the list of open ones: it has ended, or its keys have expired. */
export async function forgetOpenJob(redis: Redis, jobId: string): Promise<void> {
  await redis.pipeline([['SREM', KEYS.openJobs, jobId]]);
}
