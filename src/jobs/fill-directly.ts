import { batchCount, batchTickers, type SourceName } from '../core/job.ts';
import type { JobOptions } from '../core/options.ts';
import type { FetchedBatch } from '../fetching/batch-progress.ts';
import { fetchPlan } from '../fetching/fetch-plan.ts';
import type { SharedRateLimiter } from '../fetching/rate-limiter.ts';
import { commitTickers } from '../store/write-tickers.ts';
import { FEW_TICKERS } from './create-job.ts';
import { createDocumentGuard } from './document-guard.ts';
import { planTickers } from './plan-tickers.ts';
import type { JobPorts } from './ports.ts';
import { markerFor } from './write-batches.ts';

/** A finished batch waits so long for others to be written with it. */
const LONGEST_WAIT_MILLISECONDS = 5_000;

/** What became of a ticker; `pending` if the time or the source did not allow to know. */
export type DirectResult = { ticker: string } & (
  | { status: 'filled'; rows: number }
  | { status: 'cached' }
  | { status: 'failed'; error: string }
  | { status: 'pending' }
);

export interface DirectFill {
  /** In Yahoo's spelling, each once. */
  tickers: readonly string[];
  /** Fetches again what is fresh or marked. */
  refresh: boolean;
  priceSource: SourceName;
  /** Of these, `timeBudget` is when no new batch starts. */
  options: JobOptions;
}

export interface DirectReport {
  /** In the order of the request. */
  results: DirectResult[];
  /** The source refused, and may be asked again at this time (milliseconds since 1970). */
  refused: { notBefore: number } | null;
}

export interface DirectPorts extends Pick<JobPorts, 'redis' | 'source' | 'clock' | 'random'> {
  /** Aborted when nobody waits for the reply any more. */
  signal: AbortSignal;
  /** Of all direct fills of this process: side by side they are no faster than one. */
  rateLimiter: SharedRateLimiter;
}

/** Fetches a few tickers at once, without a job: in batches as a job does, but no facts are written. */
export async function fillDirectly(fill: DirectFill, ports: DirectPorts): Promise<DirectReport> {
  const { tickers, options } = fill;
  const { redis, clock, signal } = ports;
  const planned = await planTickers(redis, tickers, fill, clock.now());
  const plan = { ...planned, replacesAll: fill.refresh && tickers.length < FEW_TICKERS };
  const guard = createDocumentGuard(plan, redis);
  const found = new Map<string, DirectResult>();
  for (const { ticker, error } of plan.knownFailed) found.set(ticker, { ticker, status: 'failed', error });

  const write = async (group: FetchedBatch[]) => {
    const documents = new Map(group.flatMap((batch) => [...batch.documents]));
    const failures = group.flatMap((batch) => batch.failures);
    const now = clock.now();
    await commitTickers(redis, {
      documents,
      markers: new Map(
        failures.map((failure) => [failure.ticker, markerFor(failure, plan, guard.seen, options, now)]),
      ),
      unmark: [...plan.marked.keys()].filter((ticker) => documents.has(ticker)),
    });
    for (const [ticker, { rows }] of documents) found.set(ticker, { ticker, status: 'filled', rows });
    for (const { ticker, error } of failures) found.set(ticker, { ticker, status: 'failed', error });
  };
  const batches = Array.from({ length: batchCount(plan.tickers.length, options.batchSize) }, (_, index) => ({
    number: index + 1,
    tickers: batchTickers(plan, options.batchSize, index + 1),
  }));
  const report = await fetchPlan(
    {
      batches,
      options: { ...options, maxBatches: 0 },
      likelyTickers: ['AAPL', 'MSFT'],
      cancelSignal: signal,
      earlierTries: () => ({ attempts: 0, runs: 0 }),
      isAlreadyFetched: () => false,
      onTaken: () => undefined,
      onFetched: () => undefined,
      compare: guard.compare,
      write,
      longestWaitMilliseconds: () => LONGEST_WAIT_MILLISECONDS,
      stopReason: () => null,
    },
    ports,
  );
  if (report.error) throw report.error;

  const toFetch = new Set(plan.tickers);
  return {
    results: tickers.map(
      (ticker) => found.get(ticker) ?? { ticker, status: toFetch.has(ticker) ? 'pending' : 'cached' },
    ),
    refused: report.notBefore === null ? null : { notBefore: report.notBefore },
  };
}
