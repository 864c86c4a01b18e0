import { estimatedMinutes } from '../../core/estimate.ts';
import { endOf, type Job } from '../../core/job.ts';
import { percentage } from '../../core/view.ts';
import { withCount } from '../../core/with-count.ts';
import type { StartedJob } from '../../jobs/create-and-start.ts';
import type { JobForecast } from '../../jobs/forecast-job.ts';
import { newestJobs } from '../../store/list-jobs.ts';
import type { Redis } from '../../store/redis.ts';
import type { DryRunReply, StartedReply } from '../replies/start.ts';

/** Jobs that are looked at to guess how long a new one takes; small ones among them say nothing. */
const RECENT_JOBS = 10;

export async function renderStarted({ job, run }: StartedJob, redis: Redis): Promise<StartedReply> {
  const { totalBatches } = job;
  return {
    success: true,
    jobId: job.id,
    message: `Batch job created with ${withCount(totalBatches, 'batch', 'batches')}`,
    ...(await renderPlan(job, redis)),
    ...(job.retryOf ? { retryOf: job.retryOf } : {}),
    ...(run ? { run } : {}),
  };
}

export async function renderForecast(
  { job, commands, writtenBytes, addedBytes, database, misfit }: JobForecast,
  redis: Redis,
): Promise<DryRunReply> {
  return {
    success: true,
    dryRun: true,
    message: misfit ?? 'It fits.',
    fits: misfit === null,
    ...(await renderPlan(job, redis)),
    forecast: { commands, writtenBytes, addedBytes },
    database,
  };
}

async function renderPlan(job: Job, redis: Redis): Promise<Pick<StartedReply, 'batchInfo' | 'progress'>> {
  const { cached, knownFailed, totalTickers, totalBatches } = job;
  // A repeated request may be answered with a job that has ended.
  const isToDo = !endOf(job) && totalBatches > 0;
  return {
    batchInfo: {
      totalTickers,
      tickersToProcess: job.toProcess,
      totalBatches,
      batchSize: job.options.batchSize,
      estimatedTimeMinutes: isToDo ? estimatedMinutes(job, await recentJobs(redis)) : 0,
    },
    progress: {
      processed: cached + knownFailed,
      total: totalTickers,
      percentage: percentage(cached + knownFailed, totalTickers),
      successful: cached,
      failed: knownFailed,
    },
  };
}

/** The job is made and its run may be started: an estimate that cannot be had must not fail the reply. */
async function recentJobs(redis: Redis): Promise<Job[]> {
  try {
    return (await newestJobs(redis, RECENT_JOBS)).jobs;
  } catch {
    return [];
  }
}
