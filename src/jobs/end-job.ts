import type { Job, JobEnd } from '../core/job.ts';
import { viewJob } from '../core/view.ts';
import type { StoredJob } from '../store/read-job.ts';
import { isSameEnd, writeEnd } from '../store/write-end.ts';
import type { JobPorts } from './ports.ts';

/** How a job is to end. */
export type JobOutcome =
  | { status: 'completed' }
  | { status: 'failed'; reason: string }
  | { status: 'cancelled'; reason?: string };

/**
 * Ends a job, once.
 *
 * @param by the run or the caller that ends it.
 * @param late how many of its tickers are late, by a look at the index; by the facts alone if that was not had.
 * @returns the end that counts, and whether it is this one: of two that end a job, one gets true, as often as it asks.
 */
export async function endJob(
  { job, facts }: Pick<StoredJob, 'job' | 'facts'>,
  outcome: JobOutcome,
  by: string,
  { redis, clock }: Pick<JobPorts, 'redis' | 'clock'>,
  late?: number,
): Promise<{ end: JobEnd; isOurs: boolean }> {
  const { successful, failed, late: lateByFacts } = viewJob(job, facts, true).progress;
  const at = new Date(clock.now()).toISOString();
  const end: JobEnd = { ...outcome, by, at, successful, failed, late: late ?? lateByFacts };
  const counts = await writeEnd(redis, job, end);
  return { end: counts, isOurs: isSameEnd(counts, end) };
}

/** A job as it is after its end. */
export function withEnd(job: Job, end: JobEnd): Job {
  return { ...job, state: { status: 'ended', startedAt: job.state.startedAt, end } };
}
