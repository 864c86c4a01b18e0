import type { JobOptions } from './options.ts';

export const TICKER_SOURCES = ['sp500', 'all', 'custom'] as const;
export type TickerSource = (typeof TICKER_SOURCES)[number];

/** Who answers for prices: the real market, or the one that the local stack makes up. */
export const PRICE_SOURCES = ['yahoo', 'simulated'] as const;
export type SourceName = (typeof PRICE_SOURCES)[number];

/** Anything else is an unknown job, and is never looked up. */
export const JOB_ID = /^batch_job_[a-z0-9]{1,40}$/;

/** How a job ended; set once. `by` is the run, or the caller, that ended it. */
export interface JobEnd {
  status: 'completed' | 'failed' | 'cancelled';
  by: string;
  /** ISO 8601, UTC. */
  at: string;
  reason?: string | undefined;
  /** Tickers of the universe, as they stood at the end; kept so that lists need not read the facts. */
  successful: number;
  failed: number;
}

/** One request to fill a universe: fixed when it is made, but for the facts that are set once. */
export interface Job {
  id: string;
  tickerSource: TickerSource;
  priceSource: SourceName;
  totalTickers: number;
  /** Tickers that were fresh when the job was made. */
  cached: number;
  /** Tickers whose failure was remembered when the job was made. */
  knownFailed: number;
  toProcess: number;
  totalBatches: number;
  options: JobOptions;
  /** When it was made; ISO 8601, UTC. */
  startTime: string;
  /** When its first run began. */
  startedAt: string | null;
  /** Of these two the later counts. */
  pausedAt: string | null;
  resumedAt: string | null;
  /** How often it was taken up again after it had failed; each time it may end anew. */
  reopened: number;
  /** When it was last taken up again; what was counted against it before counts no more. */
  reopenedAt: string | null;
  end: JobEnd | null;
  /** The job whose failed tickers this one tries again. */
  retryOf?: string | undefined;
}

export const FAILURE_CODES = ['not-found', 'no-data', 'invalid-data', 'no-answer'] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

/** Evidence that a ticker has nothing to give; `error` is the source's own sentence where it gave one. */
export interface TickerFailure {
  ticker: string;
  error: string;
  code: FailureCode;
  /** Fetches that it took to know. */
  attempts: number;
}

export type KnownFailure = Omit<TickerFailure, 'attempts'>;

/** The work of a job, immutable. */
export interface Plan {
  /** What is to be fetched, in the order of the batches. */
  tickers: string[];
  knownFailed: KnownFailure[];
  /** Those of `tickers` that carry a marker of an earlier failure, which a document will delete. */
  marked: string[];
}

/** How many batches of `batchSize` hold that many tickers. */
export function batchCount(tickers: number, batchSize: number): number {
  return Math.ceil(tickers / batchSize);
}

/** The tickers of a batch, numbered from 1; the last may be shorter. */
export function batchTickers(plan: Plan, batchSize: number, batch: number): string[] {
  return plan.tickers.slice((batch - 1) * batchSize, batch * batchSize);
}
