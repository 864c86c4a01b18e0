import type { Job } from '../core/job.ts';
import { reopenedField } from './job-record.ts';
import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/** Tells a job to wait; its run notices at its next commit. @param at ISO 8601, UTC. */
export async function pauseJob(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([['HSET', KEYS.job(jobId), 'pausedAt', at, 'status', 'paused']]);
}

/** Lets a paused job go on; whoever calls starts a run. @param at ISO 8601, UTC. */
export async function resumeJob(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([['HSET', KEYS.job(jobId), 'resumedAt', at, 'status', 'running']]);
}

/** Takes a job up again that has failed: its end no longer counts, and it may end once more. */
export async function reopenJob(redis: Redis, job: Job, at: string): Promise<void> {
  await redis.pipeline([
    ['SADD', KEYS.openJobs, job.id],
    ['HSETNX', KEYS.job(job.id), reopenedField(job.reopened + 1), at],
    ['HSET', KEYS.job(job.id), 'status', 'running'],
  ]);
}
