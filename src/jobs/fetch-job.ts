import type { Clock } from '../core/clock.ts';
import type { BatchFact, Facts, RunEnd, Tries } from '../core/facts.ts';
import { batchTickers, type Job, type Plan } from '../core/job.ts';
import { tooManyFailed } from '../core/limits.ts';
import type { RunOptions } from '../core/options.ts';
import { earlierTries, pendingBatches } from '../core/pending-batches.ts';
import { lastRun } from '../core/watch.ts';
import { storedDocument } from '../documents/stored-document.ts';
import { abortAt } from '../fetching/abort-at.ts';
import { createBreaker } from '../fetching/breaker.ts';
import { createCommitBuffer } from '../fetching/commit-buffer.ts';
import { type FetchedBatch, fetchBatches, type PendingBatch } from '../fetching/fetch-batches.ts';
import { fetchTicker } from '../fetching/fetch-ticker.ts';
import { createRateLimiter } from '../fetching/rate-limiter.ts';
import { createSourceHealth, likelyTickers } from '../fetching/source-health.ts';
import type { PriceSource } from '../sources/price-source.ts';
import type { Word } from '../store/commit.ts';
import type { Redis } from '../store/redis.ts';
import { alreadyFetched } from './already-fetched.ts';
import { writeBatches } from './write-batches.ts';

/** Fetches that are still open so long after the time budget are aborted, and their batches handed back. */
const GRACE_MILLISECONDS = 40_000;

export interface FillContext {
  redis: Redis;
  source: PriceSource;
  clock: Clock;
  random: () => number;
  onTaken(batch: PendingBatch): void;
  /** The batch is counted from now on. */
  onWritten(batch: FetchedBatch): void;
}

export interface FillWork {
  job: Job;
  plan: Plan;
  facts: Facts;
  options: RunOptions;
  runId: string;
  hop: number;
  lane: number;
  /** Aborted when this run has to leave: it takes no more, writes what is finished, and returns. */
  leave: AbortSignal;
}

export interface FillReport {
  reason: RunEnd;
  /** What was known before, and what this run has written. */
  facts: Facts;
  /** Batches that this run has finished. */
  batches: number;
  tries: Tries;
  notBefore: number | null;
  pace: number | null;
}

/** Works on a job until nothing is left or something ends the run. Rejects if Redis does. */
export async function fillJob(work: FillWork, context: FillContext): Promise<FillReport> {
  const { job, plan, facts, options, leave } = work;
  const { clock, random, redis, source } = context;
  const deadline = clock.now() + options.timeBudget * 1_000;
  const lastCall = deadline + GRACE_MILLISECONDS;
  const broken = new AbortController();
  const open = pendingBatches(job, facts).map((number) => ({
    number,
    tickers: batchTickers(plan, job.options.batchSize, number),
  }));
  const kept = await alreadyFetched(redis, job, facts, open);
  // After all that may reject: its alarm would keep the process.
  const late = abortAt(lastCall, clock);
  const signal = AbortSignal.any([broken.signal, late.signal, leave]);

  const pace = createRateLimiter({
    ceiling: options.requestsPerSecond,
    learned: lastRun(facts)?.pace ?? null,
    clock,
    until: lastCall,
    random,
  });
  const health = createSourceHealth(source, likelyTickers(job, plan, facts));
  const breaker = createBreaker(health, pace, clock);
  const fetching = { source, range: job.options.range, pace, health, clock, random, signal };

  const finished = new Map<number, BatchFact>();
  const tries: Tries = {};
  let taken = 0;
  let failures = [...facts.done.values()].reduce((sum, fact) => sum + fact.failures.length, 0);
  let word: Word = { paused: false, ended: false };
  const told = (): RunEnd | null => {
    if (leave.aborted) return 'signal';
    if (broken.signal.aborted) return 'error';
    if (word.ended) return 'ended';
    if (word.paused) return 'paused';
    return tooManyFailed(job, failures) ? 'too-many-failed' : null;
  };
  const stop = (): RunEnd | null => {
    const order = told();
    if (order) return order;
    if (options.maxBatches > 0 && taken >= options.maxBatches) return 'max-batches';
    if (breaker.open || (pace.notBefore ?? 0) > deadline) return 'refused';
    return clock.now() >= deadline ? 'time-budget' : null;
  };
  const commits = createCommitBuffer<FetchedBatch>(
    async (group) => {
      const written = await writeBatches(redis, work, group, clock.now(), finished.size === 0);
      for (const [number, fact] of written.facts) finished.set(number, fact);
      word = written.word;
      for (const batch of group) if (batch.outcome.kind === 'done') context.onWritten(batch);
    },
    (batch) => ({
      tickers: batch.tickers.length,
      bytes: [...batch.documents.values()].reduce((sum, { value }) => sum + value.length, 0),
    }),
    clock,
    () => broken.abort(new Error('Redis does not take what was fetched')),
  );

  const reason = await fetchBatches(open, {
    clock,
    async fetch(batch, ticker) {
      const result = await fetchTicker(ticker, earlierTries(facts, batch, ticker), fetching);
      if (result.kind !== 'document') return result;
      return { kind: 'document', document: storedDocument(result.document, job.options.compress) };
    },
    isAlreadyFetched: (ticker) => kept.has(ticker),
    onTaken(batch) {
      taken += 1;
      context.onTaken(batch);
    },
    onFetched(batch) {
      if (batch.outcome.kind === 'done') failures += batch.failures.length;
      else tries[batch.number] = batch.outcome.tries;
      commits.add(batch);
    },
    async waitForCapacity() {
      await commits.waitForCapacity();
      await breaker.check(signal);
    },
    stop,
  }).finally(() => late.clear());
  await commits.flush();
  return {
    // What was heard during the last batches weighs more than that they were the last.
    reason: told() ?? reason,
    facts: { ...facts, done: new Map([...facts.done, ...finished]) },
    batches: finished.size,
    tries,
    notBefore: breaker.notBefore ?? pace.notBefore,
    pace: pace.rate,
  };
}
