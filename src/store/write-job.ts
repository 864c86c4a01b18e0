import type { Job, Plan } from '../core/job.ts';
import { jobFields } from './job-record.ts';
import { JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/**
 * Writes a job: the plan before the hash that speaks of it, the hash before the lists that name it. Jobs whose
 * keys have expired leave the list of all jobs at the same time.
 */
export async function writeJob(redis: Redis, job: Job, plan: Plan): Promise<void> {
  const started = Date.parse(job.startTime);
  await redis.pipeline([['SET', KEYS.plan(job.id), JSON.stringify(plan), 'EX', JOB_LIFE_SECONDS]]);
  await redis.pipeline([
    ['HSET', KEYS.job(job.id), ...jobFields(job), 'status', job.startedAt ? 'running' : 'pending'],
    ['EXPIRE', KEYS.job(job.id), JOB_LIFE_SECONDS],
    ['SADD', KEYS.openJobs, job.id],
    ['ZADD', KEYS.jobs, started, job.id],
    ['ZREMRANGEBYSCORE', KEYS.jobs, '-inf', started - JOB_LIFE_SECONDS * 1_000],
  ]);
}
