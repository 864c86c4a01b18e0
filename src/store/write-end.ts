import type { Job, JobEnd } from '../core/job.ts';
import { lanesFor } from '../core/lanes.ts';
import { endField, parseEnd } from './job-record.ts';
import { IDLE_JOB_LIFE_SECONDS, KEYS } from './keys.ts';
import { changeCommand } from './last-change.ts';
import type { Redis } from './redis.ts';
import { lifeCommands } from './run.ts';

/**
 * Ends a job, once; the leases of its lanes end with it.
 *
 * @returns the end that counts: the given one, or another that was written before. Read back only if there was one: it
 * may be this one, after a repeated request.
 */
export async function writeEnd(redis: Redis, job: Job, end: JobEnd): Promise<JobEnd> {
  const field = endField(job.reopened);
  const isCancelled = end.status === 'cancelled';
  const keys = lanesFor(job).flatMap((lane) => [KEYS.lease(job.id, lane), KEYS.dispatch(job.id, lane)]);
  const [created] = await redis.pipeline([
    ['HSETNX', KEYS.job(job.id), field, JSON.stringify(end)],
    ['HSET', KEYS.job(job.id), 'status', end.status],
    ['SREM', KEYS.openJobs, job.id],
    ['DEL', KEYS.lastChange(job.id), ...keys],
    // A run that does not know it yet may renew its lease.
    ...(isCancelled ? [changeCommand(job.id, `cancelled ${end.at}`, IDLE_JOB_LIFE_SECONDS)] : []),
    ...(isCancelled ? lifeCommands(job.id, IDLE_JOB_LIFE_SECONDS) : []),
  ]);
  if (created === 1) return end;
  const [stored] = await redis.pipeline([['HGET', KEYS.job(job.id), field]]);
  const counts = parseEnd(stored);
  // Another may have ended it otherwise before: what is shown is what counts.
  if (counts.status !== end.status)
    await redis.pipeline([['HSET', KEYS.job(job.id), 'status', counts.status]]);
  return counts;
}

/** Whether an end that counts is the one that a caller has written. */
export function isSameEnd(one: JobEnd, other: JobEnd): boolean {
  return one.by === other.by && one.at === other.at && one.status === other.status;
}
