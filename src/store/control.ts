import type { Job } from '../core/job.ts';
import type { JobStatus } from '../core/view.ts';
import { reopenedField } from './job-record.ts';
import { KEYS } from './keys.ts';
import type { Command, Redis } from './redis.ts';

/** Its run notices at its next commit. @param at ISO 8601, UTC. */
export async function writePause(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([['HSET', KEYS.job(jobId), 'pausedAt', at, ...status('paused')]]);
}

/** Whoever calls it starts a run. @param at ISO 8601, UTC. */
export async function writeResumption(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([['HSET', KEYS.job(jobId), 'resumedAt', at, ...status('running')]]);
}

/** Reopens a job that has failed: its end no longer counts, and it may end once more. @param at ISO 8601, UTC. */
export async function writeReopening(redis: Redis, job: Job, at: string): Promise<void> {
  const commands: Command[] = [
    ['SADD', KEYS.openJobs, job.id],
    ['HSETNX', KEYS.job(job.id), reopenedField(job.reopened + 1), at],
    ['HSET', KEYS.job(job.id), ...status('running')],
  ];
  await redis.pipeline(commands);
}

function status(status: JobStatus): ['status', JobStatus] {
  return ['status', status];
}
