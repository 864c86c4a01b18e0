import type { Clock } from '../core/clock.ts';
import type { LearnedRate, RunEnd, Tries } from '../core/facts.ts';
import { GRACE_MILLISECONDS } from '../core/limits.ts';
import type { JobOptions } from '../core/options.ts';
import { storedDocument } from '../documents/stored-document.ts';
import type { TickerDocument } from '../documents/ticker-document.ts';
import type { PriceSource } from '../sources/price-source.ts';
import { abortAt } from './abort-at.ts';
import type { FetchedBatch, PendingBatch } from './batch-progress.ts';
import { createBreaker } from './breaker.ts';
import { createCommitBuffer } from './commit-buffer.ts';
import { countProblems } from './count-problems.ts';
import { fetchBatches } from './fetch-batches.ts';
import { fetchTicker } from './fetch-ticker.ts';
import { createSharedRateLimiter, type SharedRateLimiter } from './rate-limiter.ts';
import { createSourceHealth } from './source-health.ts';

/** How batches are fetched: for a run of a job and for a direct fill alike. */
export interface FetchPlan {
  /** In the order in which to start them; each is taken when it is started. */
  batches: Iterable<PendingBatch>;
  options: Pick<JobOptions, 'range' | 'compress' | 'maxBatches' | 'timeBudget' | 'requestsPerSecond'>;
  /** Tickers that should have prices, to probe the source with. */
  likelyTickers: readonly string[];
  /** Aborted when nobody wants the result any more: what is finished is still written. */
  cancelSignal: AbortSignal;
  earlierTries(batch: number, ticker: string): { attempts: number; runs: number };
  isAlreadyFetched(ticker: string): boolean;
  onTaken(batch: PendingBatch): void;
  onFetched(batch: FetchedBatch): void;
  /** Whether a document may replace the one that is stored; else why not. */
  compare(document: TickerDocument): Promise<{ kind: 'fine' } | { kind: 'shrunk'; error: string }>;
  /** Writes a group of batches; it may be repeated. */
  write(group: FetchedBatch[]): Promise<void>;
  /** Whether the first batch that is finished is written at once. @default true */
  firstAtOnce?: boolean;
  /** How long a finished batch may wait to be written, in milliseconds. */
  longestWaitMilliseconds(): number;
  /** A reason of the caller to stop, or null. It outweighs the limits of this run. */
  stopReason(): RunEnd | null;
}

export interface FetchPlanPorts {
  source: PriceSource;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  /** Of all that ask the source from this process. @default one of this plan alone, that knows nothing of the source */
  rateLimiter?: SharedRateLimiter;
}

export interface FetchReport {
  reason: RunEnd;
  /** What broke, if `reason` is `error`. */
  error: Error | null;
  tries: Tries;
  /** The source asked not to be called before; milliseconds since 1970, null if it has not. */
  notBefore: number | null;
  /** That without the caution after a source that answered nobody. */
  pausedUntil: number | null;
  /** What has kept the source from answering most often, with how often; null if it always answered. */
  cause: string | null;
  /** What was learned about the rate, for the next run; null if nothing. */
  learned: LearnedRate | null;
}

/** A pause of the source that is not longer is waited for, by this run or the next. */
const SHORT_PAUSE_MILLISECONDS = 60_000;

/**
 * Fetches batches until nothing is left or something stops it, and writes them in groups. Rejects if a write does.
 * Sets up what belongs together: rate limiter, health of the source, breaker and commit buffer.
 */
export async function fetchPlan(plan: FetchPlan, ports: FetchPlanPorts): Promise<FetchReport> {
  const { options } = plan;
  const { clock, random } = ports;
  const { source, mostSeen } = countProblems(ports.source);
  const deadline = clock.now() + options.timeBudget * 1_000;
  const lastCall = deadline + GRACE_MILLISECONDS;
  const late = abortAt(lastCall, clock);
  const writeFailed = new AbortController();
  const signal = AbortSignal.any([writeFailed.signal, late.signal, plan.cancelSignal]);
  const shared =
    ports.rateLimiter ?? createSharedRateLimiter({ ceiling: options.requestsPerSecond, clock, random });
  const limiter = shared.join({ ceiling: options.requestsPerSecond, until: lastCall });
  const health = createSourceHealth(source, plan.likelyTickers);
  const breaker = createBreaker(health, limiter, clock);
  const fetching = { source, range: options.range, limiter, health, clock, random, signal };
  const commits = createCommitBuffer<FetchedBatch>({
    write: plan.write,
    sizeOf: sizeOfBatch,
    firstAtOnce: plan.firstAtOnce,
    longestWaitMilliseconds: plan.longestWaitMilliseconds,
    clock,
    onFailure: () => writeFailed.abort(new Error('Redis refuses what was fetched')),
  });

  const tries: Tries = {};
  let started = 0;
  const callersReason = (): RunEnd | null => {
    if (plan.cancelSignal.aborted) return 'signal';
    return writeFailed.signal.aborted ? 'error' : plan.stopReason();
  };
  const refusedUntil = () => breaker.notBefore ?? limiter.notBefore;
  const isRefusing = () => {
    const until = refusedUntil() ?? 0;
    return breaker.open || (until > deadline && until - clock.now() > SHORT_PAUSE_MILLISECONDS);
  };
  const stop = (): RunEnd | null => {
    const reason = callersReason();
    if (reason) return reason;
    if (options.maxBatches > 0 && started >= options.maxBatches) return 'max-batches';
    if (isRefusing()) return 'refused';
    // A pause that ends after the last call, but is too short to be a refusal, leaves no turn for any batch.
    return clock.now() >= deadline || limiter.isOver ? 'time-budget' : null;
  };

  const loop = fetchBatches(plan.batches, {
    clock,
    async fetch(batch, ticker, again, onReceived) {
      const result = await fetchTicker(ticker, plan.earlierTries(batch, ticker), fetching, onReceived);
      if (result.kind === 'failed' && result.failure.code === 'not-found' && !again)
        return { kind: 'doubted' };
      if (result.kind !== 'document') return result;
      const comparison = await plan.compare(result.document);
      if (comparison.kind === 'shrunk') {
        return { kind: 'failed', failure: { ticker, code: 'shrunk', error: comparison.error, attempts: 1 } };
      }
      return {
        kind: 'document',
        document: await storedDocument(result.document, options.compress, result.lastTrade),
      };
    },
    isAlreadyFetched: plan.isAlreadyFetched,
    onTaken(batch) {
      started += 1;
      plan.onTaken(batch);
    },
    onFetched(batch) {
      if (batch.outcome.kind === 'handed-back') tries[batch.number] = batch.outcome.tries;
      plan.onFetched(batch);
      commits.add(batch);
    },
    async waitForCapacity() {
      await commits.waitForCapacity();
      await breaker.check(signal);
    },
    stop,
  });
  const { reason, error } = await outcomeOf(loop);
  late.clear();
  await commits.flush();
  return {
    // What people said during the last batches weighs more than that they were the last.
    reason: callersReason() ?? (Object.keys(tries).length > 0 && isRefusing() ? 'refused' : reason),
    error,
    tries,
    notBefore: refusedUntil(),
    pausedUntil: limiter.notBefore,
    cause: mostSeen(),
    learned: limiter.learned,
  };
}

/** What is finished is written even if the loop breaks off, so its error is a value. */
async function outcomeOf(loop: Promise<RunEnd>): Promise<{ reason: RunEnd; error: Error | null }> {
  try {
    return { reason: await loop, error: null };
  } catch (thrown) {
    return { reason: 'error', error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }
}

function sizeOfBatch({ tickers, documents }: FetchedBatch): { tickers: number; bytes: number } {
  return {
    tickers: tickers.length,
    bytes: [...documents.values()].reduce((sum, { value }) => sum + value.length, 0),
  };
}
