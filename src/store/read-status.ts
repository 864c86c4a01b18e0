import type { Plan } from '../core/job.ts';
import { parseFacts, parseJob, parsePlan } from './job-record.ts';
import { KEYS } from './keys.ts';
import { JobUnreadable, type StoredJob } from './read-job.ts';
import type { Redis } from './redis.ts';

/** A job with all that a person may want to know of it. */
export interface StoredStatus extends StoredJob {
  /** Who has promised to go on: the run, or whoever has asked for one. */
  holder: string | null;
  /** Null if it has expired. */
  plan: Plan | null;
}

/**
 * Four commands in one transaction: the plan and the lease are read by the same one. Null if there is no such job.
 *
 * @throws {JobUnreadable}
 */
export async function readStatus(redis: Redis, jobId: string): Promise<StoredStatus | null> {
  const [hash, done, runs, strings] = await redis.transaction([
    ['HGETALL', KEYS.job(jobId)],
    ['HGETALL', KEYS.done(jobId)],
    ['HGETALL', KEYS.runs(jobId)],
    ['MGET', KEYS.lease(jobId, 1), KEYS.plan(jobId)],
  ]);
  const [lease, plan] = Array.isArray(strings) ? strings : [];
  const holder = typeof lease === 'string' ? lease : null;
  try {
    const job = parseJob(hash);
    if (!job) return null;
    return {
      job,
      facts: parseFacts(done, runs),
      alive: holder !== null,
      holder,
      plan: typeof plan === 'string' ? parsePlan(plan) : null,
    };
  } catch (error) {
    throw new JobUnreadable(jobId, error);
  }
}
