import type { Job } from '../core/job.ts';
import type { JobStatus } from '../core/view.ts';
import { reopenedField } from './job-record.ts';
import { KEYS } from './keys.ts';
import { changeCommand } from './last-change.ts';
import type { Command, Redis } from './redis.ts';

/** Its run notices at its next commit. @param at ISO 8601, UTC. */
export async function writePause(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([
    ['HSET', KEYS.job(jobId), 'pausedAt', at, ...status('paused')],
    changeCommand(jobId, `paused ${at}`),
  ]);
}

/** Whoever calls it starts a run. @param at ISO 8601, UTC. */
export async function writeResumption(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([
    ['HSET', KEYS.job(jobId), 'resumedAt', at, ...status('running')],
    changeCommand(jobId, `resumed ${at}`),
  ]);
}

/** Reopens a job that has failed: its end no longer counts, and it may end once more. @param at ISO 8601, UTC. */
export async function writeReopening(redis: Redis, job: Job, at: string): Promise<void> {
  const commands: Command[] = [
    ['SADD', KEYS.openJobs, job.id],
    ['HSETNX', KEYS.job(job.id), reopenedField(job.reopened + 1), at],
    ['HSET', KEYS.job(job.id), ...status('running')],
    changeCommand(job.id, `reopened ${at}`),
  ];
  await redis.pipeline(commands);
}

/** Its run notices at its next commit that somebody polls the status. @param at ISO 8601, UTC. */
export async function writePoll(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([['HSET', KEYS.job(jobId), 'polledAt', at]]);
}

/** When a poll was last noted; null if none was. */
export async function readPolledAt(redis: Redis, jobId: string): Promise<string | null> {
  const [at] = await redis.pipeline([['HGET', KEYS.job(jobId), 'polledAt']]);
  return typeof at === 'string' ? at : null;
}

function status(status: JobStatus): ['status', JobStatus] {
  return ['status', status];
}
