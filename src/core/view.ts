import type { Facts } from './facts.ts';
import type { Job, TickerFailure } from './job.ts';

export type JobStatus = 'pending' | 'running' | 'paused' | 'stalled' | 'completed' | 'failed' | 'cancelled';

/** What people see of a job; page, log, summary and API are rendered from it. */
export interface JobView {
  jobId: string;
  status: JobStatus;
  progress: { processed: number; total: number; percentage: number; successful: number; failed: number };
  batches: { completed: number; total: number; remaining: number };
  /** Of the plan alone, without what was cached or known before. */
  plan: { total: number; successful: number; failed: number };
  failures: (TickerFailure & { batch: number })[];
}

/**
 * Derives the state of a job and every number of it.
 *
 * @param alive whether a lease of the job exists: a promise that work goes on.
 */
export function viewJob(job: Job, facts: Facts, alive: boolean): JobView {
  const failures = failuresOf(facts);
  const processedOfPlan = [...facts.done.keys()].reduce((sum, batch) => sum + batchLength(job, batch), 0);
  const processed = job.cached + job.knownFailed + processedOfPlan;
  const failed = job.knownFailed + failures.length;
  return {
    jobId: job.id,
    status: statusOf(job, alive),
    progress: {
      processed,
      total: job.totalTickers,
      percentage: percentage(processed, job.totalTickers),
      successful: processed - failed,
      failed,
    },
    batches: {
      completed: facts.done.size,
      total: job.totalBatches,
      remaining: job.totalBatches - facts.done.size,
    },
    plan: {
      total: job.toProcess,
      successful: processedOfPlan - failures.length,
      failed: failures.length,
    },
    failures,
  };
}

/** The state, from the facts: nothing that is stored as a state is believed. */
export function statusOf(job: Job, alive: boolean): JobStatus {
  if (job.end) return job.end.status;
  if (isPaused(job)) return 'paused';
  if (!job.startedAt && !alive) return 'pending';
  return alive ? 'running' : 'stalled';
}

/** Whether somebody has told it to wait, and nobody since to go on. */
export function isPaused({ pausedAt, resumedAt }: Pick<Job, 'pausedAt' | 'resumedAt'>): boolean {
  return pausedAt !== null && (resumedAt === null || Date.parse(pausedAt) > Date.parse(resumedAt));
}

/** Percent of `total` with one decimal; nothing to do is all done. */
export function percentage(part: number, total: number): number {
  return total === 0 ? 100 : Math.floor((part / total) * 1_000) / 10;
}

function batchLength(job: Job, batch: number): number {
  const { batchSize } = job.options;
  return batch < job.totalBatches ? batchSize : job.toProcess - (job.totalBatches - 1) * batchSize;
}

function failuresOf(facts: Facts): JobView['failures'] {
  return [...facts.done]
    .sort(([one], [other]) => one - other)
    .flatMap(([batch, fact]) => fact.failures.map((failure) => ({ ...failure, batch })));
}
