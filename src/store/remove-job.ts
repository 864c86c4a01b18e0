import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/** Takes back a job that has just been made and that nobody has seen: first from the lists, then its keys. */
export async function removeJob(redis: Redis, jobId: string): Promise<void> {
  await redis.pipeline([
    ['SREM', KEYS.openJobs, jobId],
    ['ZREM', KEYS.jobs, jobId],
    ['DEL', KEYS.job(jobId), KEYS.plan(jobId)],
  ]);
}
