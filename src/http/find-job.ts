import { readJob, type StoredJob } from '../store/read-job.ts';
import { readStatus, type StoredStatus } from '../store/read-status.ts';
import type { Redis } from '../store/redis.ts';
import { checkJobId } from './fields.ts';
import { Problem } from './problem.ts';

/** @throws {Problem} 404. */
export async function findJob(redis: Redis, jobId: string): Promise<StoredJob> {
  checkJobId(jobId);
  const stored = await readJob(redis, jobId);
  if (!stored) throw unknownJob(jobId);
  return stored;
}

/** The same, with the plan and who is alive. @throws {Problem} 404. */
export async function findStatus(redis: Redis, jobId: string): Promise<StoredStatus> {
  checkJobId(jobId);
  const stored = await readStatus(redis, jobId);
  if (!stored) throw unknownJob(jobId);
  return stored;
}

function unknownJob(jobId: string): Problem {
  return new Problem('unknown-job', `There is no job ${jobId}: it was never made, or its keys have expired.`);
}
