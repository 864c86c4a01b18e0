import type { Facts } from '../core/facts.ts';
import type { Job, Plan } from '../core/job.ts';
import { parseFacts, parseJob, parsePlan } from './job-record.ts';
import { KEYS } from './keys.ts';
import type { Redis } from './redis.ts';

/** A job as it stands: read in one transaction, so that its parts belong together. */
export interface StoredJob {
  job: Job;
  facts: Facts;
  /** A lease exists: somebody has promised to go on. */
  alive: boolean;
}

/** What stands in Redis under the keys of a job is not what a job is made of. */
export class JobUnreadable extends Error {
  override readonly name = 'JobUnreadable';

  constructor(jobId: string, cause: unknown) {
    super(
      `${jobId} cannot be read: its record in Redis is damaged, or of a newer version. Start a new job.`,
      {
        cause,
      },
    );
  }
}

/** Four commands. Null if there is no such job. @throws {JobUnreadable} */
export async function readJob(redis: Redis, jobId: string): Promise<StoredJob | null> {
  const [hash, done, runs, alive] = await redis.transaction([
    ['HGETALL', KEYS.job(jobId)],
    ['HGETALL', KEYS.done(jobId)],
    ['HGETALL', KEYS.runs(jobId)],
    ['EXISTS', KEYS.lease(jobId, 1)],
  ]);
  try {
    const job = parseJob(hash);
    return job && { job, facts: parseFacts(done, runs), alive: alive === 1 };
  } catch (error) {
    throw new JobUnreadable(jobId, error);
  }
}

/** The immutable work of a job. @throws {JobUnreadable} */
export async function readPlan(redis: Redis, jobId: string): Promise<Plan> {
  const [plan] = await redis.pipeline([['GET', KEYS.plan(jobId)]]);
  if (plan === null) throw new Error(`The plan of ${jobId} is gone from Redis: start a new job.`);
  try {
    return parsePlan(plan);
  } catch (error) {
    throw new JobUnreadable(jobId, error);
  }
}
