// What this page needs of the replies of the API; docs: /api/openapi.json. A deployment may be newer and say more.

export type JobStatus = 'pending' | 'running' | 'paused' | 'stalled' | 'completed' | 'failed' | 'cancelled';

export interface Progress {
  processed: number;
  total: number;
  percentage: number;
  successful: number;
  failed: number;
  /** Left out if none is. */
  late?: number;
}

export interface ListedJob {
  jobId: string;
  status: JobStatus;
  tickerSource: string;
  /** ISO 8601, as all times here. */
  startTime: string;
  endTime: string | null;
  progress: Progress;
  retryOf?: string;
}

/** Of a start. */
export interface StartedReply {
  message: string;
  jobId: string;
  /** What of a list was no symbol. */
  skipped?: { count: number; first: string[] };
}

export interface JobsReply {
  jobs: ListedJob[];
  problems?: { jobId: string; error: string }[];
}

export interface Failure {
  ticker: string;
  error: string;
  code: string;
  /** Null: known before the job was made. */
  batchNumber: number | null;
}

export interface Run {
  runId: string;
  /** Its page; absent if the API does not know it. */
  url?: string;
  lane: number;
  hop: number;
  from: string;
  until: string | null;
  reason: string | null;
  batches: number;
  notBefore: string | null;
}

export interface Lane {
  lane: number;
  state: string;
  runId: string | null;
  hop: number | null;
  since: string | null;
  /** That it has finished. */
  batches: number;
}

export interface Finished {
  from: string;
  /** Of one interval. */
  seconds: number;
  batches: number[];
}

/** Of `fill-cache-batch-status` with `detailed=true`. */
export interface JobReply {
  jobId: string;
  status: JobStatus;
  message: string;
  progress: Progress & { elapsedTime: number; estimatedTimeRemaining: number | null };
  batches: { total: number; completed: number; remaining: number };
  startTime: string;
  batchSize: number;
  tickersToProcess: string[];
  successfulTickers: string[];
  failedTickers: Failure[];
  lateTickers?: string[];
  batchStates: string;
  finished: Finished | null;
  runs: Run[];
  lanes: Lane[];
  stalled: { since: string; nextLook: string | null } | null;
  retryOf?: string;
}

/** What became of the nightly job of the last session, and what is due next. */
export interface Nightly {
  session: string;
  due: string;
  state: 'came' | 'expected' | 'overdue' | 'unexpected';
  jobId: string | null;
  begun: string | null;
  next: string;
  nextLook: string;
}

export interface FreshnessReply {
  session: string;
  universe: string;
  total: number;
  fresh: number;
  late: number;
  failed: number;
  missing: number;
  oldest: string | null;
  nightly?: Nightly;
  asOf: string;
}

/** Of `fill-cache-check`. */
export interface CheckReply {
  session: string;
  total: number;
  wrong: number;
  missing: string[];
  late: { ticker: string; last: string | null }[];
  failed: { ticker: string; code: string; error: string; since: string }[];
  short: { ticker: string; rows: number; first: string; usualRows: number }[];
  issues: Record<string, { ticker: string; count: number }[]>;
  unreadable: { ticker: string; error: string }[];
  gone: { count: number; tickers: string[] };
  unlisted: { ticker: string; fetchedAt: string }[];
  unknown: number;
}

export interface Issue {
  kind: string;
  date: string;
  column?: string | undefined;
  value?: number | string | undefined;
}

/** The value of `ticker-data:{TICKER}`. */
export interface TickerDocument {
  symbol: string;
  currency: string | null;
  exchange: string;
  timezone: string;
  range: string;
  source: string;
  fetchedAt: string;
  dates: string[];
  open: (number | null)[];
  high: (number | null)[];
  low: (number | null)[];
  close: (number | null)[];
  adjClose: (number | null)[];
  volume: (number | null)[];
  dividends: { date: string; amount: number }[];
  splits: { date: string; numerator: number; denominator: number }[];
  issues?: Issue[] | undefined;
}
