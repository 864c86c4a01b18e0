import * as z from 'zod';
import { estimatedMinutes } from '../../core/estimate.ts';
import { endOf, type Job } from '../../core/job.ts';
import { percentage } from '../../core/view.ts';
import { withCount } from '../../core/with-count.ts';
import type { StartedJob } from '../../jobs/create-and-start.ts';
import type { JobForecast } from '../../jobs/forecast-job.ts';
import { newestJobs } from '../../store/list-jobs.ts';
import type { Redis } from '../../store/redis.ts';
import { leftOutFields } from '../fields.ts';
import { progressField, runField } from '../replies/reply-fields.ts';

/** Jobs that are looked at to guess how long a new one takes; small ones among them say nothing. */
const RECENT_JOBS = 10;

export const startedSchema = z.strictObject({
  success: z.literal(true),
  jobId: z.string(),
  message: z.string(),
  batchInfo: z.strictObject({
    totalTickers: z.int(),
    tickersToProcess: z.int(),
    totalBatches: z.int(),
    batchSize: z.int(),
    estimatedTimeMinutes: z
      .int()
      .describe(
        'by the pace of recent jobs, not faster than requestsPerSecond allows; 0 if nothing is to be done',
      ),
  }),
  progress: progressField,
  retryOf: z.string().optional(),
  ...leftOutFields,
  run: runField.optional(),
});

export const dryRunSchema = z.strictObject({
  success: z.literal(true),
  dryRun: z.literal(true),
  message: z.string().describe('One sentence: whether it fits, or why not.'),
  fits: z
    .boolean()
    .describe('false: the database has too little left, or the free plan where no limit is known'),
  batchInfo: startedSchema.shape.batchInfo,
  progress: progressField,
  forecast: z.strictObject({
    commands: z.int().describe('billed by Upstash, about'),
    writtenBytes: z.int().describe('of documents, with index, facts and plan, about'),
    addedBytes: z
      .int()
      .describe(
        'how much more the database holds afterwards, about: what is written, less the documents that it replaces',
      ),
  }),
  database: z
    .strictObject({ usedBytes: z.int().nullable(), limitBytes: z.int().nullable(), keys: z.int().nullable() })
    .describe('null: the server does not say it'),
  ...leftOutFields,
});

export const STARTED_EXAMPLE: z.infer<typeof startedSchema> = {
  success: true,
  jobId: 'batch_job_12345',
  message: 'Batch job created with 900 batches',
  batchInfo: {
    totalTickers: 5000,
    tickersToProcess: 4500,
    totalBatches: 900,
    batchSize: 5,
    estimatedTimeMinutes: 37,
  },
  progress: { processed: 500, total: 5000, percentage: 10, successful: 495, failed: 5 },
};

export async function renderStarted(
  { job, run }: StartedJob,
  redis: Redis,
): Promise<z.infer<typeof startedSchema>> {
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
): Promise<z.infer<typeof dryRunSchema>> {
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

async function renderPlan(
  job: Job,
  redis: Redis,
): Promise<Pick<z.infer<typeof startedSchema>, 'batchInfo' | 'progress'>> {
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
