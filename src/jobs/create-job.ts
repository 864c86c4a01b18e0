import { batchCount, type Job, type SourceName, type TickerSource } from '../core/job.ts';
import type { JobOptions } from '../core/options.ts';
import type { Redis } from '../store/redis.ts';
import { writeJob } from '../store/write-job.ts';
import { planTickers } from './plan-tickers.ts';

export interface JobRequest {
  tickerSource: TickerSource;
  /** The universe, in Yahoo's spelling, without repetition. */
  tickers: readonly string[];
  priceSource: SourceName;
  options: JobOptions;
  /** Who makes it works on it at once: if that comes to nothing it is stalled, and the watchdog sees to it. */
  started?: boolean;
  /** Fetches again what is fresh or marked. */
  refresh?: boolean;
  retryOf?: string;
}

/**
 * Plans a universe against what Redis knows of it, and writes the job. Nothing is started, and nothing of it can
 * be seen before all of it is written.
 *
 * @param now milliseconds since 1970.
 */
export async function createJob(redis: Redis, id: string, request: JobRequest, now: number): Promise<Job> {
  const { tickerSource, tickers, priceSource, options } = request;
  const wish = { refresh: request.refresh ?? false, options, priceSource };
  const { cached, ...plan } = await planTickers(redis, tickers, wish, now);
  const job: Job = {
    id,
    tickerSource,
    priceSource,
    totalTickers: tickers.length,
    cached,
    knownFailed: plan.knownFailed.length,
    toProcess: plan.tickers.length,
    totalBatches: batchCount(plan.tickers.length, options.batchSize),
    options,
    startTime: new Date(now).toISOString(),
    startedAt: request.started ? new Date(now).toISOString() : null,
    pausedAt: null,
    resumedAt: null,
    reopened: 0,
    reopenedAt: null,
    end: null,
    retryOf: request.retryOf,
  };
  await writeJob(redis, job, plan);
  return job;
}

/** An id that sorts by time and that nobody can guess. */
export function newJobId(now: number, random: () => number): string {
  const tail = Math.floor(random() * 36 ** 6);
  return `batch_job_${now.toString(36)}${tail.toString(36).padStart(6, '0')}`;
}
