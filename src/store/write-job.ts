import type { Job, Plan } from '../core/job.ts';
import { jobFields } from './job-record.ts';
import { IDLE_JOB_LIFE_SECONDS, JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import { planValue } from './plan-record.ts';
import type { Redis } from './redis.ts';

/**
 * Writes a new job: the plan before the hash that refers to it, the hash before the lists that name it. Jobs whose
 * keys have expired leave the list of all jobs at the same time.
 */
export async function writeJob(redis: Redis, job: Job, plan: Plan): Promise<void> {
  const made = Date.parse(job.startTime);
  const isStarted = job.state.startedAt !== null;
  const life = isStarted ? JOB_LIFE_SECONDS : IDLE_JOB_LIFE_SECONDS;
  await redis.pipeline([['SET', KEYS.plan(job.id), planValue(plan), 'EX', life]]);
  await redis.pipeline([
    ['HSET', KEYS.job(job.id), ...jobFields(job), 'status', isStarted ? 'running' : 'pending'],
    ['EXPIRE', KEYS.job(job.id), life],
    ['SADD', KEYS.openJobs, job.id],
    ['ZADD', KEYS.jobs, made, job.id],
    ['ZREMRANGEBYSCORE', KEYS.jobs, '-inf', made - JOB_LIFE_SECONDS * 1_000],
  ]);
}

/** Takes back a job that was just made and that nobody has seen: first from the lists, then its keys. */
export async function removeJob(redis: Redis, jobId: string): Promise<void> {
  await redis.pipeline([
    ['SREM', KEYS.openJobs, jobId],
    ['ZREM', KEYS.jobs, jobId],
    ['DEL', KEYS.job(jobId), KEYS.plan(jobId)],
  ]);
}
