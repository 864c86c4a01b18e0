import { shortJobId } from '../core/job.ts';

/** The keys of Redis, as people see them. */
export const KEYS = {
  jobs: 'batch_jobs',
  openJobs: 'batch_jobs:open',
  tickerIndex: 'ticker-index',
  ticker: (ticker: string) => `ticker-data:${ticker}`,
  marker: (ticker: string) => `failed-tickers:${ticker}`,
  job: (jobId: string) => `batch_job:${shortJobId(jobId)}`,
  plan: (jobId: string) => `batch_job:${shortJobId(jobId)}:plan`,
  done: (jobId: string) => `batch_job:${shortJobId(jobId)}:done`,
  runs: (jobId: string) => `batch_job:${shortJobId(jobId)}:runs`,
  lastChange: (jobId: string) => `batch_job:${shortJobId(jobId)}:last-change`,
  lease: (jobId: string, lane: number) => `batch_job:${shortJobId(jobId)}:lease:${lane}`,
  dispatch: (jobId: string, lane: number) => `batch_job:${shortJobId(jobId)}:dispatch:${lane}`,
  nightly: (session: string) => `nightly:${session}`,
  late: (session: string, number: number) => `late:${session}:${number}`,
  told: (jobId: string) => `batch_job:${shortJobId(jobId)}:told`,
  /** Held while a notice is sent. */
  notice: (jobId: string, event: string) => `batch_job:${shortJobId(jobId)}:notice:${event}`,
  idempotency: (digest: string) => `idempotency:${digest}`,
  /** Of a check that writes, reads and deletes it. */
  check: (id: string) => `fill-cache-check:${id}`,
} as const;

/** The keys of a job live so long after its last run; seconds. */
export const JOB_LIFE_SECONDS = 60 * 24 * 3_600;

/** Those of a job that was never started or was cancelled; seconds. */
export const IDLE_JOB_LIFE_SECONDS = 7 * 24 * 3_600;
