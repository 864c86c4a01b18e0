/** The keys of Redis, as people see them. */
export const KEYS = {
  jobs: 'batch_jobs',
  openJobs: 'batch_jobs:open',
  tickerIndex: 'ticker-index',
  ticker: (ticker: string) => `ticker-data:${ticker}`,
  marker: (ticker: string) => `failed-tickers:${ticker}`,
  job: (jobId: string) => `batch_job:${shortId(jobId)}`,
  plan: (jobId: string) => `batch_job:${shortId(jobId)}:plan`,
  done: (jobId: string) => `batch_job:${shortId(jobId)}:done`,
  runs: (jobId: string) => `batch_job:${shortId(jobId)}:runs`,
  lease: (jobId: string, lane: number) => `batch_job:${shortId(jobId)}:lease:${lane}`,
  dispatch: (jobId: string) => `batch_job:${shortId(jobId)}:dispatch`,
  idempotency: (digest: string) => `idempotency:${digest}`,
} as const;

/** The keys of a job live so long after its last run; seconds. */
export const JOB_LIFE_SECONDS = 60 * 24 * 3_600;

function shortId(jobId: string): string {
  return jobId.slice('batch_job_'.length);
}
