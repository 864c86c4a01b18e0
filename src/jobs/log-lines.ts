import type { Job } from '../core/job.ts';
import type { JobView } from '../core/view.ts';

/** The lines that people search their logs for. */
export const LOG_LINES = {
  creating: (jobId: string, tickers: number) => `🚀 Creating batch job ${jobId} for ${tickers} tickers`,
  processing: ({ toProcess, totalBatches, options }: Job) =>
    `📦 Processing ${toProcess} missing tickers in ${totalBatches} batches of ${options.batchSize}`,
  batchTaken: ({ id, totalBatches }: Job, batch: number, tickers: readonly string[]) =>
    `🔄 Processing batch ${batch}/${totalBatches} for job ${id}: [${tickers.join(', ')}]`,
  batchCompleted: ({ id, totalBatches }: Job, batch: number, milliseconds: number) =>
    `✅ Completed batch ${batch}/${totalBatches} for job ${id} in ${(milliseconds / 1_000).toFixed(1)}s`,
  throttled: (rate: number) => `The price source refuses requests: asking at ${rate.toFixed(1)} a second.`,
  fullSpeed: () => 'The price source has refused nothing for three minutes: asking faster again.',
  laneStarted: (lane: number, jobId: string) => `🔄 Started lane ${lane} of job ${jobId}`,
  laneNotStarted: (lane: number, jobId: string, reason: string) =>
    `Warning: lane ${lane} of ${jobId} was not started, and the others do its work: ${reason}`,
  lanesNotStarted: (jobId: string, reason: string) =>
    `Warning: the other lanes of ${jobId} were not started, and this one does their work: ${reason}`,
  continuing: (jobId: string) => `🔄 Auto-continuing to next batch for job ${jobId}...`,
  /** Counts the plan, not what was cached before. */
  completed: ({ jobId, plan }: JobView) =>
    `🎉 Batch job ${jobId} completed! ${plan.successful} successful, ${plan.failed} failed`,
  allKnownToFail: ({ jobId, progress }: JobView) =>
    `Batch job ${jobId} has fetched nothing: all of its tickers (${progress.failed}) have failed lately. Retry the job to ask for them again.`,
} as const;
