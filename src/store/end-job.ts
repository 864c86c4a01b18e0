import type { Job, JobEnd } from '../core/job.ts';
import { endField, parseEnd } from './job-record.ts';
import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/**
 * Ends a job, once. True for the one whose name then stands in the record: of two runs that finish the same job,
 * one may say so. Read back, since the write may have been repeated.
 */
export async function endJob(redis: Redis, job: Job, end: JobEnd): Promise<boolean> {
  const [, stored] = await redis.pipeline([
    ['HSETNX', KEYS.job(job.id), endField(job.reopened), JSON.stringify(end)],
    ['HGET', KEYS.job(job.id), endField(job.reopened)],
    ['HSET', KEYS.job(job.id), 'status', end.status],
    ['SREM', KEYS.openJobs, job.id],
    ['DEL', KEYS.lease(job.id, 1), KEYS.dispatch(job.id)],
  ]);
  if (stored === JSON.stringify(end)) return true;
  // Somebody has ended it before, perhaps otherwise: what is shown is what counts.
  await redis.pipeline([['HSET', KEYS.job(job.id), 'status', parseEnd(stored).status]]);
  return false;
}
