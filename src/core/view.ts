import type { Facts } from './facts.ts';
import { END_STATUSES, endOf, type Job, type JobEnd, type JobState, type TickerFailure } from './job.ts';

/** The states that people see. */
export const JOB_STATUSES = ['pending', 'running', 'paused', 'stalled', ...END_STATUSES] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** What people see of a job; page, log, summary and API are rendered from it. */
export interface JobView {
  jobId: string;
  status: JobStatus;
  progress: {
    processed: number;
    total: number;
    percentage: number;
    successful: number;
    failed: number;
    /** Tickers whose documents lack a session that has ended: of the done batches, or as counted when the job ended. */
    late: number;
  };
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
      late: endOf(job)?.late ?? lateIn(facts),
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

/** The state, derived: the field `status` in Redis is a copy for people, and is never read. */
export function statusOf({ state }: Pick<Job, 'state'>, alive: boolean): JobStatus {
  if (state.status === 'ended') return state.end.status;
  if (state.status === 'paused') return 'paused';
  if (!state.startedAt && !alive) return 'pending';
  return alive ? 'running' : 'stalled';
}

/** Whether somebody has paused it, and nobody has resumed it since. */
export function isPaused({ state }: Pick<Job, 'state'>): boolean {
  return state.status === 'paused';
}

/**
 * The state of a job from the instants that Redis holds: of a pause and a resumption the later counts, and the
 * resumption if both are of the same millisecond.
 */
export function stateFrom(
  startedAt: string | null,
  pausedAt: string | null,
  resumedAt: string | null,
  end: JobEnd | null,
): JobState {
  if (end) return { status: 'ended', startedAt, end };
  const isPaused = pausedAt !== null && (resumedAt === null || Date.parse(pausedAt) > Date.parse(resumedAt));
  return isPaused ? { status: 'paused', startedAt, pausedAt } : { status: 'open', startedAt, resumedAt };
}

/** Percent of `total` with one decimal; nothing to do is all done. */
export function percentage(part: number, total: number): number {
  return total === 0 ? 100 : Math.floor((part / total) * 1_000) / 10;
}

/** How many tickers a batch has; the last may be shorter. */
export function batchLength(job: Job, batch: number): number {
  const { batchSize } = job.options;
  return batch < job.totalBatches ? batchSize : job.toProcess - (job.totalBatches - 1) * batchSize;
}

/** By what each batch knows: that few of a universe have a session is known at the end of a job alone. */
function lateIn({ done }: Facts): number {
  return [...done.values()].reduce((sum, { late }) => sum + late, 0);
}

function failuresOf(facts: Facts): JobView['failures'] {
  return [...facts.done]
    .sort(([one], [other]) => one - other)
    .flatMap(([batch, fact]) => fact.failures.map((failure) => ({ ...failure, batch })));
}
