import type { Clock } from '../core/clock.ts';
import { batchCount, batchTickers, type SourceName } from '../core/job.ts';
import type { JobOptions } from '../core/options.ts';
import { storedDocument } from '../documents/stored-document.ts';
import { abortAt } from '../fetching/abort-at.ts';
import { createCommitBuffer } from '../fetching/commit-buffer.ts';
import { type FetchedBatch, fetchBatches } from '../fetching/fetch-batches.ts';
import { fetchTicker } from '../fetching/fetch-ticker.ts';
import { createRateLimiter } from '../fetching/rate-limiter.ts';
import { createSourceHealth } from '../fetching/source-health.ts';
import type { PriceSource } from '../sources/price-source.ts';
import type { Redis } from '../store/redis.ts';
import { commitTickers } from '../store/write-tickers.ts';
import { planTickers } from './plan-tickers.ts';
import { markerOf } from './write-batches.ts';

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
  /** The source turned us away, and when it may be asked again (milliseconds since 1970). */
  refused: { notBefore: number } | null;
}

export interface DirectPorts {
  redis: Redis;
  source: PriceSource;
  clock: Clock;
  random: () => number;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** Fetches that are still open so long after the time budget are aborted. */
const GRACE_MILLISECONDS = 40_000;

/** Fills a few tickers at once, without a job: the batches of a job, but no facts that speak of them. */
export async function fillDirectly(fill: DirectFill, ports: DirectPorts): Promise<DirectReport> {
  const { tickers, options } = fill;
  const { redis, source, clock, random } = ports;
  const startedAt = clock.now();
  const plan = await planTickers(redis, tickers, fill, startedAt);

  const deadline = startedAt + options.timeBudget * 1_000;
  const late = abortAt(deadline + GRACE_MILLISECONDS, clock);
  const broken = new AbortController();
  const signal = AbortSignal.any([late.signal, broken.signal, ports.signal]);
  const pace = createRateLimiter({ ceiling: options.requestsPerSecond, clock, until: deadline, random });
  const health = createSourceHealth(source, ['AAPL', 'MSFT']);
  const fetching = { source, range: options.range, pace, health, clock, random, signal };

  const found = new Map<string, DirectResult>();
  for (const { ticker, error } of plan.knownFailed) found.set(ticker, { ticker, status: 'failed', error });
  const rows = new Map<string, number>();
  const commits = createCommitBuffer<FetchedBatch>(
    async (group) => {
      const documents = new Map(group.flatMap((batch) => [...batch.documents]));
      const failures = group.flatMap((batch) => batch.failures);
      const now = clock.now();
      await commitTickers(redis, {
        documents,
        markers: new Map(failures.map((failure) => [failure.ticker, markerOf(failure, options, now)])),
        unmark: plan.marked.filter((ticker) => documents.has(ticker)),
      });
      for (const ticker of documents.keys()) {
        found.set(ticker, { ticker, status: 'filled', rows: rows.get(ticker) ?? 0 });
      }
      for (const { ticker, error } of failures) found.set(ticker, { ticker, status: 'failed', error });
    },
    (batch) => ({
      tickers: batch.tickers.length,
      bytes: [...batch.documents.values()].reduce((sum, { value }) => sum + value.length, 0),
    }),
    clock,
    () => broken.abort(new Error('Redis does not take what was fetched')),
  );

  const batches = batchCount(plan.tickers.length, options.batchSize);
  const numbers = Array.from({ length: batches }, (_, index) => index + 1);
  await fetchBatches(
    numbers.map((number) => ({ number, tickers: batchTickers(plan, options.batchSize, number) })),
    {
      clock,
      async fetch(_, ticker) {
        const result = await fetchTicker(ticker, { attempts: 0, runs: 0 }, fetching);
        if (result.kind !== 'document') return result;
        rows.set(ticker, result.document.dates.length);
        return { kind: 'document', document: storedDocument(result.document, options.compress) };
      },
      isAlreadyFetched: () => false,
      onTaken: () => undefined,
      onFetched: (batch) => commits.add(batch),
      waitForCapacity: () => commits.waitForCapacity(),
      stop() {
        if (signal.aborted) return 'signal';
        if (health.silent || (pace.notBefore ?? 0) > deadline) return 'refused';
        return clock.now() >= deadline ? 'time-budget' : null;
      },
    },
  ).finally(() => late.clear());
  await commits.flush();

  const toFetch = new Set(plan.tickers);
  return {
    results: tickers.map(
      (ticker) => found.get(ticker) ?? { ticker, status: toFetch.has(ticker) ? 'pending' : 'cached' },
    ),
    refused: pace.notBefore === null ? null : { notBefore: pace.notBefore },
  };
}
