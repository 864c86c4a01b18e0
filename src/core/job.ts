import type { JobOptions } from './options.ts';

export const TICKER_SOURCES = ['sp500', 'all', 'custom'] as const;
export type TickerSource = (typeof TICKER_SOURCES)[number];

/** Where prices come from: the real market, or the one that the local stack simulates. */
export const PRICE_SOURCES = ['yahoo', 'simulated'] as const;
export type SourceName = (typeof PRICE_SOURCES)[number];

const JOB_ID_PREFIX = 'batch_job_';
const RANDOM_LETTERS = 6;
/** Anything else is an unknown job, and is never looked up. */
export const JOB_ID = new RegExp(`^${JOB_ID_PREFIX}[a-z0-9]{1,40}$`);

/** An id that sorts by time and cannot be guessed. @param now milliseconds since 1970. @param random from 0 to 1. */
export function newJobId(now: number, random: () => number): string {
  return `${JOB_ID_PREFIX}${timeOrderedId(now, random)}`;
}

/** When an id was made, in milliseconds since 1970; null for one of another form. */
export function jobIdTime(jobId: string): number | null {
  const time = Number.parseInt(shortJobId(jobId).slice(0, -RANDOM_LETTERS), 36);
  return Number.isFinite(time) ? time : null;
}

/** `12345` of `batch_job_12345`: the part that stands in the keys of Redis. */
export function shortJobId(jobId: string): string {
  return jobId.slice(JOB_ID_PREFIX.length);
}

/** Letters and digits that sort by time, unique for all practical purposes. */
export function timeOrderedId(now: number, random: () => number): string {
  const tail = Math.floor(random() * 36 ** RANDOM_LETTERS);
  return `${now.toString(36)}${tail.toString(36).padStart(RANDOM_LETTERS, '0')}`;
}

export const END_STATUSES = ['completed', 'failed', 'cancelled'] as const;

/** How a job ended; set once. */
export type JobEnd = {
  /** The run, or the caller, that ended it. */
  by: string;
  /** ISO 8601, UTC. */
  at: string;
  /** Tickers of the universe, as they stood at the end; stored so that lists need not read the facts. */
  successful: number;
  failed: number;
  /** Those that were late then; absent in ends of earlier versions. */
  late?: number | undefined;
} & (
  | { status: 'completed' }
  | { status: 'failed'; reason: string }
  | { status: 'cancelled'; reason?: string | undefined }
);

/**
 * What has been done to a job, apart from the work itself. `startedAt` is when its first run began; instants are
 * ISO 8601, UTC. Whether an open job is pending, running or stalled is for its leases to say.
 */
export type JobState =
  | { status: 'open'; startedAt: string | null; resumedAt: string | null }
  | { status: 'paused'; startedAt: string | null; pausedAt: string }
  | { status: 'ended'; startedAt: string | null; end: JobEnd };

/** One request to fill a universe: fixed when it is made, but for its state. */
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
  state: JobState;
  /** Whether anybody has ever paused it: its duration then says nothing about its pace. */
  wasPaused: boolean;
  /** When somebody last asked for its status, to within 15 s; ISO 8601, UTC. */
  polledAt: string | null;
  /** How often it was reopened after it had failed; each time it may end anew. */
  reopened: number;
  /** When it was last reopened; what was counted against it before counts no more. */
  reopenedAt: string | null;
  /** The job whose failed tickers this one fetches again. */
  retryOf?: string | undefined;
  /** The session whose late tickers this one fetches again, `YYYY-MM-DD`. */
  lateFor?: string | undefined;
}

/** Whether it fetches a selection of tickers with a reason to fail: no share of failures says anything then. */
export function isSelection({ retryOf, lateFor }: Pick<Job, 'retryOf' | 'lateFor'>): boolean {
  return retryOf !== undefined || lateFor !== undefined;
}

/** How the job ended; null while it is open or paused. */
export function endOf({ state }: Pick<Job, 'state'>): JobEnd | null {
  return state.status === 'ended' ? state.end : null;
}

export const FAILURE_CODES = ['not-found', 'no-data', 'invalid-data', 'no-answer', 'shrunk'] as const;
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
  /**
   * What was fresh when the job was made, of a custom list alone: any other list can be loaded again. Empty in plans
   * of earlier versions.
   */
  fresh: readonly string[];
  /** Those of `tickers` that carry a marker of an earlier failure, which a document will delete. */
  marked: ReadonlyMap<string, MarkerHistory>;
  /** Those of `tickers` that have a document, and what it holds; null if an earlier version has indexed it. */
  before: ReadonlyMap<string, StoredHistory | null>;
  /** A person has named these few tickers to be fetched again: their documents are replaced, also by less. */
  replacesAll: boolean;
}

/** In how many nights in a row a ticker has failed, and what each worse answer held. */
export interface MarkerHistory {
  count: number;
  /** When it first failed in the last of those nights; ISO 8601, UTC. Absent in plans of earlier versions. */
  failedAt?: string | undefined;
  /** Of `shrunk` alone. */
  seen: readonly SeenHistory[];
}

/** What a worse answer held, and the night on which it came, by the date on which that began, `YYYY-MM-DD`. */
export interface SeenHistory {
  date: string;
  rows: number;
  first: string;
  last: string;
}

/** What a stored document holds; dates are `YYYY-MM-DD`. */
export interface StoredHistory {
  source: SourceName;
  rows: number;
  first: string;
  last: string;
}

/** How many batches of `batchSize` hold that many tickers. */
export function batchCount(tickers: number, batchSize: number): number {
  return Math.ceil(tickers / batchSize);
}

/** The tickers of a batch, numbered from 1; the last may be shorter. */
export function batchTickers(plan: Pick<Plan, 'tickers'>, batchSize: number, batch: number): string[] {
  return plan.tickers.slice((batch - 1) * batchSize, batch * batchSize);
}
