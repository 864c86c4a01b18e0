import { JOB_ID } from '../core/job.ts';
import { readJob, readJobAndPlan, type StoredJob, type StoredJobAndPlan } from '../store/read-job.ts';
import type { Redis } from '../store/redis.ts';
import { JobRefused } from './job-refused.ts';

/** @throws {JobRefused} `unknown-job`; an id of another form is never looked up. */
export async function findJob(redis: Redis, jobId: string): Promise<StoredJob> {
  return (await readJob(redis, checked(jobId))) ?? refuse(jobId);
}

/** The same, with the plan. @throws {JobRefused} `unknown-job`. */
export async function findJobAndPlan(redis: Redis, jobId: string): Promise<StoredJobAndPlan> {
  return (await readJobAndPlan(redis, checked(jobId))) ?? refuse(jobId);
}

function checked(jobId: string): string {
  if (JOB_ID.test(jobId)) return jobId;
  throw new JobRefused('unknown-job', 'There is no such job: an id is like batch_job_12345.');
}

function refuse(jobId: string): never {
  throw new JobRefused(
    'unknown-job',
    `There is no job ${jobId}: it was never made, or its keys have expired.`,
  );
}
